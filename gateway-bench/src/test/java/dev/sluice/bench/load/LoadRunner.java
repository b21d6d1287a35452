package dev.sluice.bench.load;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;

/**
 * Runs the command as a shell would, and keeps what it said.
 *
 * @param values the JSON result's values by their path, such as {@code counts.sent}
 */
record LoadRunner(int exitCode, String out, String err, Map<String, Object> values) {
    /** Runs against a server, for a short second, with the JSON result on standard output. */
    static LoadRunner against(InetSocketAddress server, String... arguments) {
        return against("ws://127.0.0.1:" + server.getPort(), arguments);
    }

    static LoadRunner against(String url, String... arguments) {
        String[] all = new String[arguments.length + 7];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        String[] common = {"--url", url, "--warmup", "0.2", "--json", "-", "--quiet"};
        System.arraycopy(common, 0, all, arguments.length, common.length);
        return run(all);
    }

    static LoadRunner run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = new CommandLine(new LoadCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new LoadRunner(code, out.toString(), err.toString(), flat(out.toString()));
    }

    long count(String name) {
        return ((Number) values.getOrDefault("counts." + name, -1L)).longValue();
    }

    double number(String path) {
        return ((Number) values.getOrDefault(path, -1.0)).doubleValue();
    }

    private static Map<String, Object> flat(String json) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!json.startsWith("{")) {
            return values;
        }
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isScalarValue()) {
                    String path = parser.getParsingContext()
                            .pathAsPointer()
                            .toString()
                            .substring(1)
                            .replace('/', '.')
                            .replace("~1", "/");
                    values.put(path, scalar(parser, token));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
        return values;
    }

    private static Object scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
            case VALUE_TRUE, VALUE_FALSE -> parser.getBooleanValue();
            default -> parser.getText();
        };
    }
}
