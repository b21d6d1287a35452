package dev.sluice.namespace;

import java.time.Duration;

/**
 * What a room remembers: the last messages, as long as none of the three bounds is exceeded.
 *
 * @param messages at most so many; 0: no history
 * @param bytes payload bytes at most
 * @param ttl how long a message is remembered
 */
public record HistoryRules(int messages, long bytes, Duration ttl) {
    /** A room that forgets at once. */
    public static final HistoryRules NONE = new HistoryRules(0, 0, Duration.ZERO);

    /** Throws {@link IllegalArgumentException} for a negative bound, or a history that could hold nothing. */
    public HistoryRules {
        if (messages < 0 || bytes < 0 || ttl.isNegative()) {
            throw new IllegalArgumentException("a history's bounds must be at least 0");
        }
        if (messages > 0 && (bytes == 0 || ttl.isZero())) {
            throw new IllegalArgumentException("a history needs bytes and a time to live");
        }
    }

    /** Whether anything is remembered. */
    public boolean isOn() {
        return messages > 0;
    }
}
