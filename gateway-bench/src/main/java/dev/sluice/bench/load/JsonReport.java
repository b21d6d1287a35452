package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A result as a program reads it: one JSON object. */
final class JsonReport {
    private static final double MICROS = 1e3;

    private JsonReport() {}

    /** The object's text, with a line end. */
    static String of(Result result, Map<String, Object> options, String transport) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("scenario", result.scenario());
            json.writeStringField("started", result.started().toString());
            json.writeNumberField("seconds", result.window().seconds());
            json.writeBooleanField("ok", result.tally().isClean());
            writeOptions(json, options);
            writeCounts(json, result);
            writeTimes(json, "latency_us", result.tally().latency());
            writeTimes(json, "sent_late_us", result.tally().sendDelay());
            writeErrors(json, result.tally());
            writeMachine(json, transport);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory does no I/O", e);
        }
        return text + "\n";
    }

    private static void writeOptions(JsonGenerator json, Map<String, Object> options) throws IOException {
        json.writeObjectFieldStart("options");
        for (Map.Entry<String, Object> option : options.entrySet()) {
            json.writeFieldName(option.getKey());
            json.writeObject(option.getValue());
        }
        json.writeEndObject();
    }

    /** From the first connection to the last; beside them the rates, of the measured time alone. */
    private static void writeCounts(JsonGenerator json, Result result) throws IOException {
        json.writeObjectFieldStart("counts");
        for (Count count : Count.values()) {
            json.writeNumberField(count.text(), result.tally().of(count));
        }
        json.writeEndObject();
        json.writeObjectFieldStart("per_second");
        json.writeNumberField("opened", result.perSecond(Count.MEASURED_OPENED));
        json.writeNumberField("sent", result.perSecond(Count.MEASURED_SENT));
        json.writeNumberField("received", result.perSecond(Count.MEASURED_RECEIVED));
        json.writeNumberField("received_bytes", result.perSecond(Count.MEASURED_BYTES));
        json.writeEndObject();
    }

    private static void writeTimes(JsonGenerator json, String name, Histogram times) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", times.getTotalCount());
        if (times.getTotalCount() > 0) {
            json.writeNumberField("mean", times.getMean() / MICROS);
            json.writeNumberField("p50", times.getValueAtPercentile(50) / MICROS);
            json.writeNumberField("p90", times.getValueAtPercentile(90) / MICROS);
            json.writeNumberField("p99", times.getValueAtPercentile(99) / MICROS);
            json.writeNumberField("p99.9", times.getValueAtPercentile(99.9) / MICROS);
            json.writeNumberField("max", times.getMaxValue() / MICROS);
        }
        json.writeEndObject();
    }

    private static void writeErrors(JsonGenerator json, Tally tally) throws IOException {
        json.writeObjectFieldStart("errors");
        for (Map.Entry<String, Long> error : tally.errors().entrySet()) {
            json.writeNumberField(error.getKey(), error.getValue());
        }
        json.writeEndObject();
    }

    private static void writeMachine(JsonGenerator json, String transport) throws IOException {
        json.writeObjectFieldStart("machine");
        json.writeNumberField("processors", Runtime.getRuntime().availableProcessors());
        json.writeStringField("os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
        json.writeStringField("jdk", property("java.vm.name") + " " + property("java.runtime.version"));
        json.writeStringField("transport", transport);
        json.writeEndObject();
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
