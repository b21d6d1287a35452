package dev.sluice.log;

import java.util.Locale;
import org.slf4j.event.Level;

/** The kinds of events that repeat as often as somebody likes, and so are told through {@link LaneEvents}. */
public enum LaneEvent {
    /** Code of ours, or of the embedding program, has thrown while it served a client. */
    FAILURE(Level.ERROR),

    /** The listener could not take a connection. */
    ACCEPT_FAILURE(Level.ERROR),

    /** A periodic task of a lane has thrown; it runs again. */
    TASK_FAILURE(Level.ERROR),

    /** Somebody who is not trusted to send a PROXY header calls where one is required. */
    UNTRUSTED_PROXY(Level.WARN);

    private final Level level;

    LaneEvent(Level level) {
        this.level = level;
    }

    /** ERROR for what is our fault, WARN for what needs attention soon. */
    public Level level() {
        return level;
    }

    /** The word for it in a log line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
