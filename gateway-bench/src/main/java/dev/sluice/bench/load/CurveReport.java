package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Curves as a program reads them. */
final class CurveReport {
    private CurveReport() {}

    /** One JSON object with a line end. */
    static String json(List<List<Curve>> plots) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("unit", "server CPU µs a delivery");
            json.writeArrayFieldStart("curves");
            for (List<Curve> curves : plots) {
                for (Curve curve : curves) {
                    write(json, curve);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory does no I/O", e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Curve curve) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", curve.name());
        json.writeArrayFieldStart("points");
        for (int size : curve.sizes()) {
            json.writeStartObject();
            json.writeNumberField(curve.of(), size);
            json.writeNumberField("median", curve.median(size));
            json.writeNumberField("min", curve.least(size));
            json.writeNumberField("max", curve.most(size));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
