package dev.sluice.server.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the file token by token, so that every problem has its line and column. The only class that touches the YAML parser: a
 * start without a file never loads it. Confined to one call of the loader.
 */
final class YamlFile {
    private final String name;
    private final YAMLParser parser;
    private final Written written;
    private final KeyTable keys;
    private final Map<String, Origin.InFile> known = new HashMap<>();

    private YamlFile(String name, YAMLParser parser, Written written, KeyTable keys) {
        this.name = name;
        this.parser = parser;
        this.written = written;
        this.keys = keys;
    }

    static void read(Path file, Written written) {
        String text = FileText.read(file, written);
        if (text == null) {
            return;
        }
        String name = file.toString();
        try (YAMLParser parser = new YAMLFactory().createParser(text)) {
            new YamlFile(name, parser, written, Keys.TABLE).readDocument();
        } catch (JsonProcessingException e) {
            written.problem(YamlFault.of(e, text).problem(name));
        } catch (IOException e) {
            written.problem(name + ": cannot be read: " + e.getMessage());
        }
    }

    private void readDocument() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return;
        }
        if (first == JsonToken.START_OBJECT) {
            readSection("");
        } else if (first != JsonToken.VALUE_NULL) {
            written.problem(here().problem("expected a mapping of keys to values, got " + shown()));
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            written.problem(here().problem("expected one document, got another"));
        }
    }

    private void readSection(String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            Origin.InFile origin = here();
            String key = prefix + parser.currentName();
            parser.nextToken();
            readValue(key, origin);
        }
    }

    /** At the value's first token; leaves the parser at its last. */
    private void readValue(String key, Origin.InFile origin) throws IOException {
        Setting<?> setting = keys.byKey(key);
        if (setting == null && !keys.isSection(key)) {
            written.problem(origin.problem(key, keys.unknownKey(key)));
            parser.skipChildren();
            return;
        }
        checkOnce(key, origin);
        if (setting != null) {
            readSetting(setting, origin);
        } else if (parser.currentToken() == JsonToken.START_OBJECT) {
            readSection(key + ".");
        } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
            written.problem(here().problem(
                            key,
                            "expected keys below it (" + keys.below(key) + "), got "
                                    + (keys.holdsSecret(key) ? "a value" : shown())));
            parser.skipChildren();
        }
    }

    private void readSetting(Setting<?> setting, Origin.InFile key) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NULL) {
            // The parser puts what is not there behind the blank lines that follow.
            written.write(setting, scalar(token), key);
        } else if (token == JsonToken.START_ARRAY && setting.type() instanceof ListOf<?> list) {
            Origin.InFile start = here();
            written.write(setting, list, elements(setting), start);
        } else if (token == JsonToken.START_ARRAY && setting.type() instanceof NamespaceList) {
            Origin.InFile start = here();
            written.write(Settings.NAMESPACES, namespaces(setting), start);
        } else if (!token.isScalarValue() || parser.isCurrentAlias()) {
            written.refuse(setting, here(), "expected " + setting.type().expected() + ", got " + shown());
            parser.skipChildren();
        } else {
            written.write(setting, scalar(token), here());
        }
    }

    /** At the opening bracket; leaves the parser at the closing one. An element that is no scalar is a problem and left out. */
    private List<Written.Placed> elements(Setting<?> setting) throws IOException {
        List<Written.Placed> elements = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isScalarValue() && !parser.isCurrentAlias()) {
                elements.add(new Written.Placed(scalar(token), here()));
            } else {
                written.refuse(setting, here(), "expected a value in the list, got " + shown());
                parser.skipChildren();
            }
        }
        return elements;
    }

    /** The same for a list of mappings. */
    private List<NamespaceBlock> namespaces(Setting<?> setting) throws IOException {
        List<NamespaceBlock> blocks = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            Origin.InFile origin = here();
            if (token == JsonToken.START_OBJECT) {
                NamespaceBlock block = new NamespaceBlock(written.part(), origin);
                new YamlFile(name, parser, block.values(), NamespaceSettings.KEYS)
                        .readSection(NamespaceSettings.PREFIX);
                blocks.add(block);
            } else {
                written.refuse(setting, origin, "expected the keys of a namespace, got " + shown());
                parser.skipChildren();
            }
        }
        return blocks;
    }

    private void checkOnce(String key, Origin.InFile origin) {
        Origin.InFile first = known.putIfAbsent(key, origin);
        if (first != null) {
            written.problem(origin.problem(key, "written twice, first in line " + first.line()));
        }
    }

    private Scalar scalar(JsonToken token) throws IOException {
        Scalar.Form form =
                switch (token) {
                    case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Scalar.Form.NUMBER;
                    case VALUE_TRUE, VALUE_FALSE -> Scalar.Form.SWITCH;
                    case VALUE_NULL -> Scalar.Form.NOTHING;
                    default -> Scalar.Form.STRING;
                };
        return new Scalar(form == Scalar.Form.NOTHING ? "" : parser.getText(), form);
    }

    /** The current value, for a problem. */
    private String shown() throws IOException {
        JsonToken token = parser.currentToken();
        if (parser.isCurrentAlias()) {
            return "an alias";
        }
        return switch (token) {
            case START_OBJECT -> "a mapping";
            case START_ARRAY -> "a list";
            default -> scalar(token).shown();
        };
    }

    private Origin.InFile here() {
        JsonLocation location = parser.currentTokenLocation();
        return new Origin.InFile(name, location.getLineNr(), location.getColumnNr());
    }
}
