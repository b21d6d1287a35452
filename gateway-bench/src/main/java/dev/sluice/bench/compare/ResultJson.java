package dev.sluice.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code results.json}: writes a {@link ResultSet} and reads one that it has written. The format is in {@code docs/benchmarks.md}. */
final class ResultJson {
    static final int FORMAT = 1;

    private ResultJson() {}

    static void write(ResultSet set, Path file) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeNumberField("format", FORMAT);
            words(json, "machine", set.machine());
            json.writeObjectFieldStart("settings");
            json.writeNumberField("rounds", set.rounds());
            json.writeNumberField("warmup_seconds", set.settings().warmup());
            json.writeNumberField("seconds", set.settings().seconds());
            json.writeBooleanField("quick", set.settings().quick());
            json.writeNumberField("latency_messages_per_second", set.settings().rate());
            json.writeNumberField("client_cores", set.settings().clients());
            json.writeEndObject();
            words(json, "servers", set.servers());
            json.writeObjectFieldStart("workloads");
            for (Workload workload : set.workloads()) {
                json.writeStringField(workload.id(), workload.title());
            }
            json.writeEndObject();
            json.writeArrayFieldStart("measurements");
            for (Measurement made : set.measurements()) {
                measurement(json, made);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        Files.writeString(file, text + "\n");
    }

    /** Reads a file; throws {@link IOException} with a message for people if it is not one of this format. */
    static ResultSet read(Path file) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            Map<String, Object> all = asMap(value(json));
            if (!Integer.valueOf(FORMAT).equals(all.get("format"))) {
                throw new IOException(file + " is not a result set of format " + FORMAT);
            }
            Map<String, Object> settings = asMap(all.get("settings"));
            List<Measurement> measurements = new ArrayList<>();
            for (Object made : asList(all.get("measurements"))) {
                measurements.add(measurement(asMap(made)));
            }
            return new ResultSet(
                    strings(asMap(all.get("machine"))),
                    new ResultSet.Settings(
                            number(settings.get("warmup_seconds")),
                            number(settings.get("seconds")),
                            Boolean.TRUE.equals(settings.get("quick")),
                            number(settings.get("latency_messages_per_second")),
                            (int) number(settings.get("client_cores"))),
                    strings(asMap(all.get("servers"))),
                    measurements);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is not a result set: " + e.getMessage(), e);
        }
    }

    private static void words(JsonGenerator json, String name, Map<String, String> words) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> word : words.entrySet()) {
            json.writeStringField(word.getKey(), word.getValue());
        }
        json.writeEndObject();
    }

    private static void measurement(JsonGenerator json, Measurement made) throws IOException {
        json.writeStartObject();
        json.writeNumberField("round", made.round());
        json.writeStringField("server", made.server());
        json.writeStringField("workload", made.workload().id());
        json.writeStringField("started", made.started());
        json.writeNumberField("seconds", made.seconds());
        json.writeBooleanField("ok", made.isGood());
        json.writeArrayFieldStart("faults");
        for (String fault : made.faults()) {
            json.writeString(fault);
        }
        json.writeEndArray();
        for (Metric metric : Metric.values()) {
            Double value = made.values().get(metric);
            if (value != null) {
                json.writeNumberField(metric.key(), Math.rint(value * 1e4) / 1e4);
            }
        }
        json.writeEndObject();
    }

    private static Measurement measurement(Map<String, Object> made) {
        Map<Metric, Double> values = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            if (made.containsKey(metric.key())) {
                values.put(metric, number(made.get(metric.key())));
            }
        }
        String workload = String.valueOf(made.get("workload"));
        return new Measurement(
                (int) number(made.get("round")),
                String.valueOf(made.get("server")),
                Workload.of(workload).orElseThrow(() -> new IllegalArgumentException("no workload " + workload)),
                String.valueOf(made.get("started")),
                number(made.get("seconds")),
                asList(made.get("faults")).stream().map(String::valueOf).toList(),
                values);
    }

    /** The value that the parser stands on: maps, lists, numbers, texts, booleans. */
    private static Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> members = new LinkedHashMap<>();
                while (json.nextToken() != JsonToken.END_OBJECT) {
                    String name = json.currentName();
                    json.nextToken();
                    members.put(name, value(json));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(json));
                }
                yield elements;
            }
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getNumberValue();
            default -> json.getText();
        };
    }

    private static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("a number is missing");
    }

    private static Map<String, Object> asMap(@Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("an object is missing");
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, each) -> copy.put(String.valueOf(key), each));
        return copy;
    }

    private static List<?> asList(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("an array is missing");
    }

    private static Map<String, String> strings(Map<String, Object> values) {
        Map<String, String> strings = new LinkedHashMap<>();
        values.forEach((key, value) -> strings.put(key, String.valueOf(value)));
        return strings;
    }
}
