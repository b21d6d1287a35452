package dev.sluice.bench.load;

import java.time.Instant;

/**
 * What a run has found.
 *
 * @param scenario its name
 * @param started when its first connection was opened
 * @param window the time that was measured
 * @param tally all that was counted, from the first connection to the last
 */
record Result(String scenario, Instant started, Window window, Tally tally) {
    /** So many of a thing in the measured time, as a rate. */
    double perSecond(Count measured) {
        return tally.of(measured) / window.seconds();
    }
}
