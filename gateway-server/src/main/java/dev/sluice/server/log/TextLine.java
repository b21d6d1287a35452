package dev.sluice.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import dev.sluice.log.LogText;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * {@code 2026-01-31T12:00:00.000Z INFO  RunningServer: Stopped cut=0}. A value stands in double quotes where it holds a space, a quote,
 * a backslash or an equals sign; in them {@code "} and {@code \} have a backslash before them.
 */
final class TextLine implements LineFormat {
    private static final int LEVEL_WIDTH = 5;

    @Override
    public String line(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(256);
        String level = event.getLevel().toString();
        line.append(LineFormat.time(event)).append(' ').append(level);
        line.append(" ".repeat(Math.max(0, LEVEL_WIDTH - level.length()) + 1));
        appendVisible(line, LineFormat.logger(event));
        line.append(": ");
        appendVisible(line, LineFormat.bounded(String.valueOf(event.getFormattedMessage())));
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                append(line, pair.key, String.valueOf(pair.value));
            }
        }
        IThrowableProxy thrown = event.getThrowableProxy();
        if (thrown != null) {
            append(line, "exception", Stack.summary(thrown));
            append(line, "stack", Stack.frames(thrown));
        }
        return line.append('\n').toString();
    }

    private static void append(StringBuilder line, String key, String value) {
        line.append(' ');
        appendVisible(line, key);
        line.append('=');
        String bounded = LineFormat.bounded(value);
        if (isWord(bounded)) {
            line.append(bounded);
            return;
        }
        line.append('"');
        for (int i = 0; i < bounded.length(); i += Character.charCount(bounded.codePointAt(i))) {
            int character = bounded.codePointAt(i);
            if (character == '"' || character == '\\') {
                line.append('\\');
            }
            appendVisible(line, character);
        }
        line.append('"');
    }

    private static boolean isWord(String value) {
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int character = value.codePointAt(i);
            if (!LogText.isVisible(character)
                    || Character.isSpaceChar(character)
                    || character == '"'
                    || character == '\\'
                    || character == '=') {
                return false;
            }
        }
        return !value.isEmpty();
    }

    private static void appendVisible(StringBuilder line, String text) {
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            appendVisible(line, text.codePointAt(i));
        }
    }

    private static void appendVisible(StringBuilder line, int character) {
        if (LogText.isVisible(character)) {
            line.appendCodePoint(character);
        } else {
            LogText.appendEscaped(line, character);
        }
    }
}
