package dev.sluice.server.auth;

import dev.sluice.server.tls.Pem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/** Reads keys of files in PEM. */
final class PemKeys {
    private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");
    private static final int MOST_BYTES = 256 * 1024;

    private PemKeys() {}

    /** What makes a key of one kind, or throws. */
    private interface Maker<K extends Key> {
        K make(KeyFactory factory) throws InvalidKeySpecException;
    }

    /** The first public key, or that of the first certificate. */
    static PublicKey readPublic(Path file) throws BadKeyException {
        for (Pem.Block block : blocks(file)) {
            if (block.label().equals("PUBLIC KEY")) {
                X509EncodedKeySpec encoded = new X509EncodedKeySpec(block.der());
                return make(file, factory -> factory.generatePublic(encoded));
            }
            if (block.isCertificate()) {
                return keyOfCertificate(file, block);
            }
        }
        throw new BadKeyException(file + " holds no PUBLIC KEY and no CERTIFICATE in PEM");
    }

    /** The first private key; PKCS #8 alone, as OpenSSL has written them since 2010. */
    static PrivateKey readPrivate(Path file) throws BadKeyException {
        for (Pem.Block block : blocks(file)) {
            if (block.label().equals("PRIVATE KEY")) {
                PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(block.der());
                return make(file, factory -> factory.generatePrivate(encoded));
            }
        }
        throw new BadKeyException(file
                + " holds no PRIVATE KEY in PEM; make one of another form by: openssl pkcs8 -topk8 -nodes -in " + file);
    }

    private static PublicKey keyOfCertificate(Path file, Pem.Block block) throws BadKeyException {
        try {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.der()))
                    .getPublicKey();
        } catch (GeneralSecurityException broken) {
            throw new BadKeyException(file + " holds a certificate that is broken");
        }
    }

    private static <K extends Key> K make(Path file, Maker<K> maker) throws BadKeyException {
        for (String kind : KINDS) {
            try {
                return maker.make(KeyFactory.getInstance(kind));
            } catch (GeneralSecurityException otherKind) {
                // it is one of the others, or broken
            }
        }
        throw new BadKeyException(file + " holds a key that is broken, or not of RSA, an elliptic curve or Ed25519");
    }

    private static List<Pem.Block> blocks(Path file) throws BadKeyException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new BadKeyException(file + " is larger than any file of keys");
            }
            return Pem.blocks(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new BadKeyException(file + ": no such file");
        } catch (IOException e) {
            throw new BadKeyException(file + " cannot be read: " + e.getMessage());
        }
    }
}
