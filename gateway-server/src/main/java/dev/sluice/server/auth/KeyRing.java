package dev.sluice.server.auth;

import java.util.List;

/** The keys that tokens may be signed with, as far as they are known. Any thread; nothing here waits. */
interface KeyRing extends AutoCloseable {
    /** The keys as of now; empty where none have been had yet. */
    List<VerificationKey> keys();

    /**
     * Looks for newer keys.
     *
     * @param then run once, soon, on a thread that must not wait, whether there are newer ones or not
     * @return false if there is no use in looking now, so that it will not be run
     */
    boolean renew(Runnable then);

    @Override
    void close();

    /** One key, for good. */
    static KeyRing of(VerificationKey key) {
        return new KeyRing() {
            @Override
            public List<VerificationKey> keys() {
                return List.of(key);
            }

            @Override
            public boolean renew(Runnable then) {
                return false;
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }
}
