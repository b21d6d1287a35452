package dev.sluice.server.log;

/** How an event becomes a line. */
public enum LogFormat {
    /** For people: time, level, logger, message, then {@code key=value}. */
    TEXT,

    /** For collectors: one object. */
    JSON
}
