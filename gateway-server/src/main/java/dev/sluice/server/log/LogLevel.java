package dev.sluice.server.log;

import ch.qos.logback.classic.Level;

/** The least that is logged of ours. */
public enum LogLevel {
    /** Failures of ours. */
    ERROR(Level.ERROR),

    /** And what needs attention soon. */
    WARN(Level.WARN),

    /** And the start, the stop, and how the server runs. */
    INFO(Level.INFO),

    /** And each connection. */
    DEBUG(Level.DEBUG);

    private final Level level;

    LogLevel(Level level) {
        this.level = level;
    }

    Level level() {
        return level;
    }

    /** What libraries may say: their DEBUG and INFO are for their own developers. */
    Level ofLibraries() {
        return this == ERROR ? Level.ERROR : Level.WARN;
    }
}
