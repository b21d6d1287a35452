package dev.sluice.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.function.Consumer;

/** Keys, and tokens that are signed with them, as an issuer would. */
final class Signed {
    static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    static final KeyPair RSA = pair("RSA", 2048);
    static final KeyPair OTHER_RSA = pair("RSA", 2048);
    static final KeyPair ED25519 = pair("Ed25519", 0);

    private Signed() {}

    static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair curve(Curve curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(curve.toECParameterSpec());
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A file with a key in PEM. */
    static Path pem(Path file, String label, Key key) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + body + "\n-----END " + label + "-----\n");
    }

    static JWSSigner signer(JWSAlgorithm algorithm, KeyPair pair) throws JOSEException {
        if (JWSAlgorithm.Family.EC.contains(algorithm)) {
            return new ECDSASigner((ECPrivateKey) pair.getPrivate());
        }
        return new RSASSASigner(pair.getPrivate());
    }

    static JWSSigner signer(String secret) throws JOSEException {
        return new MACSigner(secret);
    }

    /** Alice's, good for an hour from {@link #NOW} on, unless the change says otherwise. */
    static String token(JWSHeader header, JWSSigner signer, Consumer<JWTClaimsSet.Builder> change)
            throws JOSEException {
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder().subject("alice").expirationTime(Date.from(NOW.plusSeconds(3600)));
        change.accept(claims);
        SignedJWT token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }

    static String token(JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        return token(new JWSHeader(algorithm), signer, claims -> {});
    }

    /** The same by the secret. */
    static String token(Consumer<JWTClaimsSet.Builder> change) throws JOSEException {
        return token(new JWSHeader(JWSAlgorithm.HS256), signer(SECRET), change);
    }
}
