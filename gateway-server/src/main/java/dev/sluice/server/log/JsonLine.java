package dev.sluice.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.sluice.log.LogText;
import java.util.List;
import java.util.Set;
import org.slf4j.event.KeyValuePair;

/**
 * One object: {@code timestamp}, {@code level}, {@code logger}, {@code thread}, {@code message}, then the keys of the event, then
 * {@code exception} and {@code stack}. Not logback's own encoder, whose times are milliseconds and whose keys are a list of objects.
 */
final class JsonLine implements LineFormat {
    private static final Set<String> OURS =
            Set.of("timestamp", "level", "logger", "thread", "message", "exception", "stack");

    /** Stands for half of a surrogate pair, which is no character. */
    private static final int REPLACEMENT = 0xFFFD;

    @Override
    public String line(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(512).append('{');
        append(line, "timestamp", LineFormat.time(event));
        append(line, "level", event.getLevel().toString());
        append(line, "logger", event.getLoggerName());
        append(line, "thread", event.getThreadName());
        append(line, "message", LineFormat.bounded(String.valueOf(event.getFormattedMessage())));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                append(line, OURS.contains(pair.key) ? pair.key + "_" : pair.key, pair.value);
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            append(line, "exception", Stack.summary(thrown));
            append(line, "stack", Stack.frames(thrown));
        }
        return line.append("}\n").toString();
    }

    private static void append(StringBuilder line, String key, Object value) {
        if (line.length() > 1) {
            line.append(',');
        }
        appendString(line, key);
        line.append(':');
        if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            line.append(value);
        } else {
            appendString(line, LineFormat.bounded(String.valueOf(value)));
        }
    }

    private static void appendString(StringBuilder line, String text) {
        line.append('"');
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int character = text.codePointAt(i);
            if (character == '"' || character == '\\') {
                line.append('\\').append((char) character);
            } else if (LogText.isVisible(character)) {
                line.appendCodePoint(character);
            } else {
                boolean half = Character.getType(character) == Character.SURROGATE;
                LogText.appendEscaped(line, half ? REPLACEMENT : character);
            }
        }
        line.append('"');
    }
}
