package dev.sluice.server.log;

/**
 * How the server logs.
 *
 * @param format how an event becomes a line
 * @param level the least that is logged of ours
 */
public record LogConfig(LogFormat format, LogLevel level) {
    /** Text, from INFO. */
    public static LogConfig defaults() {
        return new LogConfig(LogFormat.TEXT, LogLevel.INFO);
    }
}
