package dev.sluice.server.tls;

import dev.sluice.server.tls.BadTlsFileException.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the files held at one moment: equal when nothing has changed.
 *
 * @param certificate the text of the certificates
 * @param key the text of the key
 * @param clientAuthority the text of the clients' authorities, where they are asked for certificates
 */
public record TlsSources(String certificate, String key, Optional<String> clientAuthority) {
    /** A hundred times the longest chain; a larger file was named by mistake. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** Reads the files; throws where one is missing or may not be read. */
    static TlsSources read(TlsFiles files) throws BadTlsFileException {
        String certificate = read(File.CERTIFICATE, files.certificate());
        String key = read(File.KEY, files.key());
        Optional<Path> authority = files.clientAuthority();
        return new TlsSources(
                certificate,
                key,
                authority.isPresent() ? Optional.of(read(File.CLIENT_AUTHORITY, authority.get())) : Optional.empty());
    }

    /** Makes sense of them, or says what is wrong. */
    TlsMaterial check(TlsFiles files, Instant now) throws BadTlsFileException {
        List<X509Certificate> chain =
                CertificateChain.read(File.CERTIFICATE, files.certificate().toString(), certificate);
        PrivateKey fitting = CertificateChain.keyOf(
                chain, keys(files.key().toString()), files.key().toString());
        CertificateChain.requireOrder(chain);
        CertificateChain.requireBegun(File.CERTIFICATE, chain, now);
        return new TlsMaterial(chain, fitting, authorities(files), files.clientCertificates());
    }

    private List<Pem.Block> keys(String path) throws BadTlsFileException {
        List<Pem.Block> keys = Pem.blocks(key).stream().filter(Pem.Block::isKey).toList();
        if (keys.isEmpty()) {
            throw new BadTlsFileException(
                    File.KEY, path + " holds no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----");
        }
        if (keys.stream().anyMatch(Pem.Block::isEncrypted)) {
            throw new BadTlsFileException(
                    File.KEY,
                    path
                            + " is encrypted, and nobody is there to type its passphrase: write it without one, with openssl"
                            + " pkey -in " + path + " -out plain.pem, where only the server may read it");
        }
        return keys;
    }

    private List<X509Certificate> authorities(TlsFiles files) throws BadTlsFileException {
        if (clientAuthority.isEmpty()) {
            return List.of();
        }
        String path = files.clientAuthority().map(Path::toString).orElse("");
        List<X509Certificate> authorities = CertificateChain.read(File.CLIENT_AUTHORITY, path, clientAuthority.get());
        CertificateChain.requireAuthorities(authorities, path);
        return authorities;
    }

    /** Not shown by anything that logs: one of them is a secret. */
    @Override
    public String toString() {
        return "TlsSources";
    }

    private static String read(File file, Path path) throws BadTlsFileException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new BadTlsFileException(file, path + " is larger than 1MiB, which no PEM file is");
            }
            return new String(bytes, StandardCharsets.ISO_8859_1); // PEM is ASCII; its comments may be anything
        } catch (IOException e) {
            throw new BadTlsFileException(file, path + " " + reason(path, e));
        }
    }

    private static String reason(Path path, IOException failure) {
        if (failure instanceof NoSuchFileException) {
            return "does not exist"
                    + (path.isAbsolute() ? "" : " in " + Path.of("").toAbsolutePath());
        }
        if (failure instanceof AccessDeniedException) {
            return "may not be read; let the user that runs the server read it";
        }
        return Files.isDirectory(path) ? "is a directory, not a file" : "cannot be read: " + failure.getMessage();
    }
}
