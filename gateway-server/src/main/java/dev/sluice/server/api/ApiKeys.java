package dev.sluice.server.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** The keys that open the server API, kept as hashes: what a dump of memory or a log line shows opens nothing. Immutable. */
public final class ApiKeys {
    /** Nobody has a key. */
    public static final ApiKeys NONE = new ApiKeys(List.of());

    private final List<byte[]> hashes;

    private ApiKeys(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    /** Each of the secrets is a key: while one takes another's place, both are. */
    public static ApiKeys of(List<String> secrets) {
        return new ApiKeys(secrets.stream().map(ApiKeys::hash).toList());
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return hashes.isEmpty();
    }

    /** Whether this is one of them; takes as long for a wrong key as for a right one. */
    boolean open(String secret) {
        byte[] shown = hash(secret);
        boolean found = false;
        for (byte[] hash : hashes) {
            found |= MessageDigest.isEqual(hash, shown);
        }
        return found;
    }

    static byte[] hash(String secret) {
        return sha256().digest(secret.getBytes(StandardCharsets.UTF_8));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ApiKeys keys) || keys.hashes.size() != hashes.size()) {
            return false;
        }
        for (int i = 0; i < hashes.size(); i++) {
            if (!MessageDigest.isEqual(hashes.get(i), keys.hashes.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return hashes.size();
    }

    @Override
    public String toString() {
        return hashes.size() + " keys";
    }
}
