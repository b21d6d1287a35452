package dev.sluice.server.tls;

import dev.sluice.server.tls.BadTlsFileException.File;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/** Checks of certificates, each answered by one line. */
final class CertificateChain {
    private static final int MOST_NAME_CHARS = 80;

    private CertificateChain() {}

    /** The certificates of a file, at least one. */
    static List<X509Certificate> read(File file, String path, String text) throws BadTlsFileException {
        List<X509Certificate> chain = new ArrayList<>();
        for (Pem.Block block : Pem.blocks(text)) {
            if (block.isCertificate()) {
                chain.add(certificate(file, path, block, chain.size() + 1));
            }
        }
        if (chain.isEmpty()) {
            throw new BadTlsFileException(
                    file, path + " holds no certificate in PEM, which begins with -----BEGIN CERTIFICATE-----");
        }
        return List.copyOf(chain);
    }

    /** The key of a chain's first certificate out of these blocks. */
    static PrivateKey keyOf(List<X509Certificate> chain, List<Pem.Block> keys, String path) throws BadTlsFileException {
        X509Certificate own = chain.get(0);
        if (!PrivateKeys.isUsable(own.getPublicKey())) {
            throw new BadTlsFileException(
                    File.CERTIFICATE,
                    "the certificate of " + nameOf(own) + " has a key for "
                            + own.getPublicKey().getAlgorithm() + "; make one with an RSA or EC key");
        }
        for (Pem.Block block : keys) {
            Optional<PrivateKey> key = PrivateKeys.fitting(block, own);
            if (key.isPresent()) {
                return key.get();
            }
        }
        for (int later = 1; later < chain.size(); later++) {
            if (PrivateKeys.fitting(keys.get(0), chain.get(later)).isPresent()) {
                throw new BadTlsFileException(
                        File.CERTIFICATE,
                        "the key is that of certificate " + (later + 1) + ", " + nameOf(chain.get(later))
                                + ": put it first, then each one's issuer");
            }
        }
        throw new BadTlsFileException(
                File.KEY,
                path + " does not fit the certificate of " + nameOf(own)
                        + ": give the key that it was requested with, or the certificate of this key");
    }

    /** That each certificate has issued the one before it. */
    static void requireOrder(List<X509Certificate> chain) throws BadTlsFileException {
        for (int i = 1; i < chain.size(); i++) {
            if (!hasIssued(chain.get(i), chain.get(i - 1))) {
                throw new BadTlsFileException(
                        File.CERTIFICATE,
                        "certificate " + (i + 1) + ", " + nameOf(chain.get(i)) + ", has not issued certificate " + i
                                + ", "
                                + nameOf(chain.get(i - 1))
                                + ": put the server's own first, then each one's issuer, and no others");
            }
        }
    }

    /** That none is for later. */
    static void requireBegun(File file, List<X509Certificate> certificates, Instant now) throws BadTlsFileException {
        for (X509Certificate certificate : certificates) {
            Instant begin = certificate.getNotBefore().toInstant();
            if (now.isBefore(begin)) {
                long days = ChronoUnit.DAYS.between(now, begin);
                throw new BadTlsFileException(
                        file,
                        "the certificate of " + nameOf(certificate) + " is not valid before " + begin + ", "
                                + TlsMaterial.days(days)
                                + " from now: check the clock of this machine, or use it from then on");
            }
        }
    }

    /** That each may sign others. */
    static void requireAuthorities(List<X509Certificate> certificates, String path) throws BadTlsFileException {
        for (X509Certificate certificate : certificates) {
            if (certificate.getBasicConstraints() < 0) {
                throw new BadTlsFileException(
                        File.CLIENT_AUTHORITY,
                        path + " holds " + nameOf(certificate)
                                + ", which is no authority: give the certificate that signs those of the clients");
            }
        }
    }

    /** The subject, as a line of a log may show it. */
    static String nameOf(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
        String printed = name.codePoints()
                .limit(MOST_NAME_CHARS)
                .map(character -> Character.isISOControl(character) ? ' ' : character)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return printed.isEmpty() ? "no name" : printed;
    }

    private static boolean hasIssued(X509Certificate issuer, X509Certificate issued) {
        if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            issued.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException otherKey) {
            return false;
        }
    }

    private static X509Certificate certificate(File file, String path, Pem.Block block, int number)
            throws BadTlsFileException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (CertificateException broken) {
            throw new BadTlsFileException(
                    file, path + ": certificate " + number + " is broken; copy it anew, whole and unchanged");
        }
    }
}
