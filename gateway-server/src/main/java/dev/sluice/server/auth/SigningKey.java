package dev.sluice.server.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jca.JCAContext;
import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.util.Set;

/** What a token for trying things is signed with. */
public final class SigningKey {
    private final JWSSigner signer;
    private final JWSAlgorithm algorithm;

    private SigningKey(JWSSigner signer, JWSAlgorithm algorithm) {
        this.signer = signer;
        this.algorithm = algorithm;
    }

    /** A secret of 32 bytes of UTF-8 at least: HS256. */
    public static SigningKey ofSecret(String secret) throws BadKeyException {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        try {
            return new SigningKey(new MACSigner(bytes), JWSAlgorithm.HS256);
        } catch (JOSEException tooShort) {
            throw new BadKeyException(
                    "a secret has " + VerificationKey.LEAST_SECRET_BYTES + " bytes at least, not " + bytes.length);
        }
    }

    /** A private key in PEM: RS256, ES256, ES384 or ES512 by its curve, or EdDSA. */
    public static SigningKey read(Path file) throws BadKeyException {
        PrivateKey key = PemKeys.readPrivate(file);
        try {
            if (key instanceof ECPrivateKey elliptic) {
                ECDSASigner signer = new ECDSASigner(elliptic);
                return new SigningKey(
                        signer, signer.supportedJWSAlgorithms().iterator().next());
            }
        } catch (JOSEException otherCurve) {
            throw new BadKeyException(file + " holds a key of an elliptic curve that no token is signed with");
        }
        return key instanceof EdECPrivateKey
                ? new SigningKey(new Ed25519Signer(key), JWSAlgorithm.EdDSA)
                : new SigningKey(new RSASSASigner(key), JWSAlgorithm.RS256);
    }

    JWSSigner signer() {
        return signer;
    }

    JWSAlgorithm algorithm() {
        return algorithm;
    }

    /** The counterpart of {@link Ed25519Verifier}. */
    private static final class Ed25519Signer implements JWSSigner {
        private final PrivateKey key;
        private final JCAContext context = new JCAContext();

        Ed25519Signer(PrivateKey key) {
            this.key = key;
        }

        @Override
        public Base64URL sign(JWSHeader header, byte[] bytes) throws JOSEException {
            try {
                Signature signature = Signature.getInstance(Ed25519Verifier.JDK_NAME);
                signature.initSign(key);
                signature.update(bytes);
                return Base64URL.encode(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new JOSEException(e.getMessage(), e);
            }
        }

        @Override
        public Set<JWSAlgorithm> supportedJWSAlgorithms() {
            return Ed25519Verifier.ALGORITHMS;
        }

        @Override
        public JCAContext getJCAContext() {
            return context;
        }
    }
}
