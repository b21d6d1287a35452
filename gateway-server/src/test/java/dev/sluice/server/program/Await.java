package dev.sluice.server.program;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, and fails if it never holds. */
final class Await {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long BETWEEN_LOOKS_MILLIS = 20;

    private Await() {}

    static void until(String what, BooleanSupplier condition) throws InterruptedException {
        until(what, PATIENCE, condition);
    }

    static void until(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new AssertionError("never came: " + what);
            }
            Thread.sleep(BETWEEN_LOOKS_MILLIS);
        }
    }
}
