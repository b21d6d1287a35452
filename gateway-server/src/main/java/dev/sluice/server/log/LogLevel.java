package dev.sluice.server.log;

import ch.qos.logback.classic.Level;

/** The least that is logged of ours. */
public enum LogLevel {
    /** Failures of ours. */
    ERROR,

    /** And what needs attention soon. */
    WARN,

    /** And the start, the stop, and how the server runs. */
    INFO,

    /** And each connection. */
    DEBUG;

    Level level() {
        return switch (this) {
            case ERROR -> Level.ERROR;
            case WARN -> Level.WARN;
            case INFO -> Level.INFO;
            case DEBUG -> Level.DEBUG;
        };
    }

    /** What libraries may say: their DEBUG and INFO are for their own developers. */
    Level ofLibraries() {
        return this == ERROR ? Level.ERROR : Level.WARN;
    }
}
