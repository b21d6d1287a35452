package dev.sluice.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;

/** Turns an event into one line, its end included, whatever the event holds. Stateless. */
interface LineFormat {
    /** Always three digits, so that the lines of a text stand under each other; ISO-8601, UTC. */
    DateTimeFormatter TIME = new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    /** The longest message and the longest stack; longer lines are cut in two by what collects them. */
    int MOST_CHARACTERS = 8192;

    /** The event as a line, with a newline at its end and nowhere else. */
    String line(ILoggingEvent event);

    static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    /** The last part of a logger's name, which is its class. */
    static String logger(ILoggingEvent event) {
        String name = event.getLoggerName();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    static String bounded(String text) {
        return text.length() <= MOST_CHARACTERS
                ? text
                : text.substring(0, MOST_CHARACTERS) + "…(+" + (text.length() - MOST_CHARACTERS) + " more)";
    }
}
