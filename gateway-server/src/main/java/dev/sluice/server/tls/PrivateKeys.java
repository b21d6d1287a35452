package dev.sluice.server.tls;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;

/** Makes keys of their bytes, and finds out to which certificate one belongs. */
final class PrivateKeys {
    private static final byte[] PROBE = {1, 2, 3, 4};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int LONG_FORM = 0x80;

    /** The version of a PKCS #8 key: an INTEGER, 0. */
    private static final byte[] VERSION = {2, 1, 0};

    private PrivateKeys() {}

    /** The key of a block if it is this certificate's, and else nothing. */
    static Optional<PrivateKey> fitting(Pem.Block block, X509Certificate certificate) {
        PublicKey wanted = certificate.getPublicKey();
        try {
            PrivateKey key = KeyFactory.getInstance(wanted.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(pkcs8(block, wanted)));
            return isPair(key, wanted) ? Optional.of(key) : Optional.empty();
        } catch (GeneralSecurityException | RuntimeException otherKind) {
            return Optional.empty(); // of another algorithm or curve, or no key at all
        }
    }

    /** Whether TLS signs with such a key here. */
    static boolean isUsable(PublicKey key) {
        return key.getAlgorithm().equals("RSA") || key.getAlgorithm().equals("EC");
    }

    private static boolean isPair(PrivateKey key, PublicKey wanted) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(wanted.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(wanted);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    /**
     * OpenSSL's older forms, {@code RSA PRIVATE KEY} (RFC 8017, A.1.2) and {@code EC PRIVATE KEY} (RFC 5915), are what PKCS #8 wraps. The
     * name of the algorithm that the wrapping needs is that of the certificate's key.
     *
     * <pre>SEQUENCE { version, algorithm, OCTET STRING { key } }</pre>
     */
    private static byte[] pkcs8(Pem.Block block, PublicKey wanted) {
        if (block.label().equals("PRIVATE KEY")) {
            return block.der();
        }
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        inner.writeBytes(VERSION);
        inner.writeBytes(firstElement(wanted.getEncoded()));
        inner.writeBytes(element(OCTET_STRING, block.der()));
        return element(SEQUENCE, inner.toByteArray());
    }

    /** The first element within a sequence, with its head: the algorithm of a public key (RFC 5280, 4.1). */
    private static byte[] firstElement(byte[] sequence) {
        int start = headLength(sequence, 0);
        int end = start + headLength(sequence, start) + bodyLength(sequence, start);
        return java.util.Arrays.copyOfRange(sequence, start, end);
    }

    private static int headLength(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return first < LONG_FORM ? 2 : 2 + (first - LONG_FORM);
    }

    private static int bodyLength(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        if (first < LONG_FORM) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < first - LONG_FORM; i++) {
            length = (length << Byte.SIZE) | (der[at + 2 + i] & 0xFF);
        }
        return length;
    }

    private static byte[] element(int tag, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (body.length < LONG_FORM) {
            out.write(body.length);
        } else {
            byte[] length = BigInteger.valueOf(body.length).toByteArray(); // with a 0 before a first bit that is set
            int zeros = length[0] == 0 ? 1 : 0;
            out.write(LONG_FORM | (length.length - zeros));
            out.write(length, zeros, length.length - zeros);
        }
        out.writeBytes(body);
        return out.toByteArray();
    }
}
