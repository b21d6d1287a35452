package dev.sluice.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads sets of public keys (RFC 7517, 5). */
final class JwkKeys {
    /** Each may be tried for a token that does not call its key. */
    private static final int MOST_KEYS = 32;

    /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410, 4). */
    private static final byte[] ED25519_HEAD = {0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00};

    private static final int ED25519_BYTES = 32;

    private JwkKeys() {}

    /** The keys of a set that are for signatures and usable here, one at least; secrets, which no set should show, are not. */
    static List<VerificationKey> read(String json) throws BadKeyException {
        List<VerificationKey> keys = new ArrayList<>();
        try {
            for (JWK key : JWKSet.parse(json).getKeys()) {
                usable(key).ifPresent(keys::add);
            }
        } catch (ParseException | RuntimeException e) {
            throw new BadKeyException("what came is no set of keys"); // the cause quotes what came
        }
        if (keys.isEmpty()) {
            throw new BadKeyException("the set holds no key that tokens can be checked with");
        }
        if (keys.size() > MOST_KEYS) {
            throw new BadKeyException("the set holds more than " + MOST_KEYS + " keys");
        }
        return List.copyOf(keys);
    }

    private static Optional<VerificationKey> usable(JWK key) {
        boolean otherUse = key.getKeyUse() != null && !key.getKeyUse().equals(KeyUse.SIGNATURE);
        boolean otherOperation =
                key.getKeyOperations() != null && !key.getKeyOperations().contains(KeyOperation.VERIFY);
        if (otherUse || otherOperation) {
            return Optional.empty();
        }
        try {
            VerificationKey usable = VerificationKey.of(Optional.ofNullable(key.getKeyID()), publicKey(key));
            VerificationKey limited = key.getAlgorithm() == null
                    ? usable
                    : usable.limitedTo(key.getAlgorithm().getName());
            return limited.algorithms().isEmpty() ? Optional.empty() : Optional.of(limited);
        } catch (BadKeyException | JOSEException | GeneralSecurityException notUsable) {
            return Optional.empty(); // others in the set may be
        }
    }

    private static PublicKey publicKey(JWK key) throws BadKeyException, JOSEException, GeneralSecurityException {
        if (key instanceof RSAKey rsa) {
            return rsa.toRSAPublicKey();
        }
        if (key instanceof ECKey elliptic) {
            return elliptic.toECPublicKey();
        }
        if (key instanceof OctetKeyPair pair && pair.getCurve().equals(Curve.Ed25519)) {
            byte[] x = pair.getDecodedX();
            if (x.length == ED25519_BYTES) {
                byte[] encoded = new byte[ED25519_HEAD.length + x.length];
                System.arraycopy(ED25519_HEAD, 0, encoded, 0, ED25519_HEAD.length);
                System.arraycopy(x, 0, encoded, ED25519_HEAD.length, x.length);
                return KeyFactory.getInstance(Ed25519Verifier.JDK_NAME).generatePublic(new X509EncodedKeySpec(encoded));
            }
        }
        throw new BadKeyException("a key of another kind");
    }
}
