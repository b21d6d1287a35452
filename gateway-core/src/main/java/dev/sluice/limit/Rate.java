package dev.sluice.limit;

/**
 * What may be sent a second, with a burst of twice as much.
 *
 * @param messages messages a second; 0: no limit
 * @param bytes payload bytes a second; 0: no limit
 */
public record Rate(int messages, int bytes) {
    /** No limit. */
    public static final Rate UNLIMITED = new Rate(0, 0);

    /** Throws {@link IllegalArgumentException} for a negative number. */
    public Rate {
        if (messages < 0 || bytes < 0) {
            throw new IllegalArgumentException("a rate is at least 0, not " + messages + " and " + bytes);
        }
    }

    boolean isLimited() {
        return messages > 0 || bytes > 0;
    }
}
