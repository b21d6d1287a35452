package dev.sluice.log;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Tells each kind of event at most once in ten seconds, with the count of those that were left out: whoever has found out how to
 * cause one must not fill the log. Confined to the lane.
 *
 * <pre>{@code events.at(LaneEvent.FAILURE, nowNanos).setCause(cause).log("Opening handshake failed");}</pre>
 */
public final class LaneEvents {
    private static final LaneEvent[] KINDS = LaneEvent.values();
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final Logger log;
    private final boolean[] told = new boolean[KINDS.length];
    private final long[] toldNanos = new long[KINDS.length];
    private final long[] leftOut = new long[KINDS.length];

    /** Nothing has been told yet. */
    public LaneEvents() {
        this(LoggerFactory.getLogger(LaneEvents.class));
    }

    LaneEvents(Logger log) {
        this.log = log;
    }

    /** The line to fill in and log, which goes nowhere when this kind has been told less than ten seconds ago. */
    @SuppressWarnings("EnumOrdinal") // an index into arrays of the same enum
    public LoggingEventBuilder at(LaneEvent kind, long nowNanos) {
        int index = kind.ordinal();
        if (!isDue(index, nowNanos)) {
            leftOut[index]++;
            return NOPLoggingEventBuilder.singleton();
        }
        told[index] = true;
        return begin(index, nowNanos);
    }

    /** Tells of what was left out and has not come again since. Called now and then, so that no count stays untold. */
    public void tellLeftOut(long nowNanos) {
        for (int index = 0; index < KINDS.length; index++) {
            if (leftOut[index] > 0 && isDue(index, nowNanos)) {
                begin(index, nowNanos).log("More of the same");
            }
        }
    }

    private boolean isDue(int index, long nowNanos) {
        return !told[index] || nowNanos - toldNanos[index] >= INTERVAL_NANOS;
    }

    private LoggingEventBuilder begin(int index, long nowNanos) {
        toldNanos[index] = nowNanos;
        LoggingEventBuilder line = log.atLevel(KINDS[index].level()).addKeyValue("event", KINDS[index].text());
        if (leftOut[index] > 0) {
            line = line.addKeyValue("left-out", leftOut[index]);
            leftOut[index] = 0;
        }
        return line;
    }
}
