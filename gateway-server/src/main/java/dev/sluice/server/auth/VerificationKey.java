package dev.sluice.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * One key, and the algorithms that it is for: a token says which it is signed with, and is not believed where its key is for others
 * (RFC 8725, 3.1). Any thread.
 *
 * @param name what a token calls it ({@code kid}); empty: no token need call it
 * @param algorithms of its own kind alone
 * @param verifier of all of them
 */
record VerificationKey(Optional<String> name, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {
    /** RFC 7518, 3.2: as many bytes as the hash has. */
    static final int LEAST_SECRET_BYTES = 32;

    private static final int HS384_BYTES = 48;
    private static final int HS512_BYTES = 64;

    /** RFC 7518, 3.3. */
    private static final int LEAST_RSA_BITS = 2048;

    private static final Set<JWSAlgorithm> RSA = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);
    private static final Set<JWSAlgorithm> ELLIPTIC =
            Set.of(JWSAlgorithm.ES256, JWSAlgorithm.ES384, JWSAlgorithm.ES512);

    /** The key of a secret. */
    static VerificationKey ofSecret(String secret) throws BadKeyException {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        Set<JWSAlgorithm> algorithms = new LinkedHashSet<>();
        algorithms.add(JWSAlgorithm.HS256);
        if (bytes.length >= HS384_BYTES) {
            algorithms.add(JWSAlgorithm.HS384);
        }
        if (bytes.length >= HS512_BYTES) {
            algorithms.add(JWSAlgorithm.HS512);
        }
        try {
            return new VerificationKey(Optional.empty(), Set.copyOf(algorithms), new MACVerifier(bytes));
        } catch (JOSEException tooShort) {
            throw new BadKeyException("a secret has " + LEAST_SECRET_BYTES + " bytes at least, not " + bytes.length);
        }
    }

    /** A public key of RSA, of an elliptic curve of NIST's, or of Ed25519. */
    static VerificationKey of(Optional<String> name, PublicKey key) throws BadKeyException {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < LEAST_RSA_BITS) {
                throw new BadKeyException("an RSA key has " + LEAST_RSA_BITS + " bits at least, not " + bits);
            }
            return new VerificationKey(name, RSA, new RSASSAVerifier(rsa));
        }
        if (key instanceof ECPublicKey elliptic) {
            return ofCurve(name, elliptic);
        }
        if (key instanceof EdECPublicKey edwards
                && edwards.getParams().getName().equals("Ed25519")) {
            return new VerificationKey(name, Ed25519Verifier.ALGORITHMS, new Ed25519Verifier(edwards));
        }
        throw new BadKeyException("a key is of RSA, of P-256, P-384 or P-521, or of Ed25519");
    }

    private static VerificationKey ofCurve(Optional<String> name, ECPublicKey key) throws BadKeyException {
        try {
            ECDSAVerifier verifier = new ECDSAVerifier(key);
            Set<JWSAlgorithm> algorithms = new LinkedHashSet<>(verifier.supportedJWSAlgorithms());
            algorithms.retainAll(ELLIPTIC);
            return new VerificationKey(name, Set.copyOf(algorithms), verifier);
        } catch (JOSEException otherCurve) {
            throw new BadKeyException("a key of an elliptic curve is of P-256, P-384 or P-521");
        }
    }

    /** The same key for one algorithm alone, if it is one of its own. */
    VerificationKey limitedTo(String algorithm) {
        Set<JWSAlgorithm> limited = new LinkedHashSet<>(algorithms);
        limited.removeIf(own -> !own.getName().equals(algorithm));
        return new VerificationKey(name, Set.copyOf(limited), verifier);
    }

    /** Whether a token that calls its key so, or does not call it, may be signed with this one. */
    boolean isCalled(Optional<String> wanted) {
        return wanted.isEmpty() || name.isEmpty() || name.equals(wanted);
    }

    /** Whether it has signed the token, whose algorithm is one of its own. */
    boolean hasSigned(JWSObject token) {
        try {
            return token.verify(verifier);
        } catch (JOSEException | RuntimeException notASignature) {
            return false;
        }
    }
}
