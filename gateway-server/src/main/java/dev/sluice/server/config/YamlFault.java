package dev.sluice.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Locale;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/**
 * Why a text is no YAML, and where. The parser's own message draws the place over several lines, and its own place is where the
 * last good token stood.
 *
 * @param line from 1
 * @param column from 1
 * @param reason in one line
 */
record YamlFault(int line, int column, String reason) {

    static YamlFault of(JsonProcessingException failure, String text) {
        Throwable cause = failure.getCause();
        if (cause instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            Mark mark = marked.getProblemMark();
            return new YamlFault(mark.getLine() + 1, mark.getColumn() + 1, marked.getProblem());
        }
        if (cause instanceof ReaderException reader) {
            return unprintable(reader, text);
        }
        JsonLocation location = failure.getLocation();
        String message = String.valueOf(failure.getOriginalMessage());
        // A key that is a list or a mapping; the rest of the message is the parser's view of it.
        String reason = message.startsWith("Expected a field name") ? "expected a key of one word" : message;
        return location == null
                ? new YamlFault(1, 1, reason)
                : new YamlFault(Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()), reason);
    }

    String problem(String file) {
        return new Origin.InFile(file, line, column).problem("not YAML: " + reason);
    }

    /** The reader counts from the start of the text, and knows no lines. */
    private static YamlFault unprintable(ReaderException failure, String text) {
        int at = text.indexOf(Character.toString(failure.getCodePoint()));
        String before = text.substring(0, Math.max(0, at));
        int line =
                1 + (int) before.chars().filter(character -> character == '\n').count();
        int start = before.lastIndexOf('\n') + 1;
        String reason = String.format(Locale.ROOT, "the character U+%04X may not stand here", failure.getCodePoint());
        return new YamlFault(line, 1 + before.codePointCount(start, before.length()), reason);
    }
}
