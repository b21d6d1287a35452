package dev.sluice.bench.load;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What was counted and timed up to some moment.
 *
 * @param latency nanoseconds from the intended send, or from the start of a handshake
 * @param sendDelay nanoseconds from the intended send to the actual one: the generator's own share, or the server's back-pressure
 * @param errors how often each kind of error happened
 */
@SuppressWarnings({"EnumOrdinal", "ArrayRecordComponent"}) // a Recorder's array, copied for this
record Tally(long[] counts, Histogram latency, Histogram sendDelay, Map<String, Long> errors) {
    /** The sum of several threads'. */
    static Tally sum(List<Tally> tallies) {
        Tally sum = new Tally(
                new long[Count.values().length], Recorder.newHistogram(), Recorder.newHistogram(), new TreeMap<>());
        for (Tally tally : tallies) {
            for (int i = 0; i < sum.counts.length; i++) {
                sum.counts[i] += tally.counts[i];
            }
            sum.latency.add(tally.latency);
            sum.sendDelay.add(tally.sendDelay);
            tally.errors.forEach((kind, times) -> sum.errors.merge(kind, times, Long::sum));
        }
        return sum;
    }

    long of(Count count) {
        return counts[count.ordinal()];
    }

    /** Connections that are open. */
    long open() {
        return of(Count.OPENED) - of(Count.DROPPED) - of(Count.CLOSED);
    }

    /** Connections whose story is over before it should be. */
    long broken() {
        return of(Count.FAILED) + of(Count.DROPPED);
    }

    /** Whether nothing was lost, dropped or failed. */
    boolean isClean() {
        return errors.isEmpty()
                && broken() == 0
                && of(Count.LOST) == 0
                && of(Count.DUPLICATED) == 0
                && of(Count.REORDERED) == 0
                && of(Count.CORRUPT) == 0
                && of(Count.UNSENT) == 0;
    }
}
