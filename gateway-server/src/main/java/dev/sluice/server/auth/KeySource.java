package dev.sluice.server.auth;

import java.net.URI;
import java.nio.file.Path;

/** Where the keys come from that tokens are checked with. */
public sealed interface KeySource {
    /** What it is, for the operator to read; no secret. */
    String shown();

    /**
     * One secret, shared with whoever signs: HS256, and HS384 and HS512 if it is long enough.
     *
     * @param text its bytes in UTF-8; 32 at least
     */
    record Secret(String text) implements KeySource {
        @Override
        public String shown() {
            return "auth.hmac-secret";
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Secret[]";
        }
    }

    /** One public key, or the certificate that holds it, in PEM. */
    record PublicKey(Path file) implements KeySource {
        @Override
        public String shown() {
            return "the key of " + file;
        }
    }

    /** A set of public keys (RFC 7517, 5) that is fetched, again and again. */
    record KeySet(URI address) implements KeySource {
        @Override
        public String shown() {
            return "the keys of " + addressOf(address);
        }

        /** A URL without what may be a password: neither user nor query. */
        public static String addressOf(URI address) {
            String port = address.getPort() < 0 ? "" : ":" + address.getPort();
            return address.getScheme() + "://" + address.getHost() + port + address.getPath();
        }

        @Override
        public String toString() {
            return "KeySet[" + shown() + "]";
        }
    }
}
