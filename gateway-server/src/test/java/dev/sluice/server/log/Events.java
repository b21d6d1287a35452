package dev.sluice.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** Events as logback makes them. */
final class Events {
    static final LoggerContext LOGGERS = new LoggerContext();

    static {
        LOGGERS.setMDCAdapter(new LogbackMDCAdapter());
    }

    private Events() {}

    static LoggingEvent of(String message) {
        return of(message, Map.of(), null);
    }

    static LoggingEvent of(String message, Map<String, ?> pairs, Throwable thrown) {
        LoggingEvent event =
                new LoggingEvent("caller", LOGGERS.getLogger("dev.sluice.Test"), Level.WARN, message, thrown, null);
        pairs.forEach((key, value) -> event.addKeyValuePair(new KeyValuePair(key, value)));
        return event;
    }
}
