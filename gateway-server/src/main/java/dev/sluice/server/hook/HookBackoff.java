package dev.sluice.server.hook;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before a batch is tried again: twice as long each time, half of it by chance; longer if the backend says so. */
final class HookBackoff {
    private static final long FIRST_NANOS = Duration.ofMillis(500).toNanos();
    private static final long LONGEST_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long MOST_ASKED_SECONDS = 120;

    private long pauseNanos = FIRST_NANOS;
    private long askedNanos;

    /** The backend names a time, in seconds; a date is not understood, and left alone. */
    void retryAfter(String value) {
        if (value.matches("[0-9]{1,9}")) {
            askedNanos = Duration.ofSeconds(Math.min(MOST_ASKED_SECONDS, Long.parseLong(value)))
                    .toNanos();
        }
    }

    /** The time to wait now. */
    long nextNanos() {
        long half = pauseNanos / 2;
        long pause = Math.max(askedNanos, half + ThreadLocalRandom.current().nextLong(half));
        pauseNanos = Math.min(LONGEST_NANOS, pauseNanos * 2);
        askedNanos = 0;
        return pause;
    }
}
