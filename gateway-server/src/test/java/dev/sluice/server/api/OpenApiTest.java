package dev.sluice.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The description of the API says what the API does: the same paths, methods and statuses, and no others. */
class OpenApiTest {
    private final ApiHost host = ApiHost.open();
    private final JsonNode document = new YAMLMapper().readTree(OpenApiDocument.read());

    OpenApiTest() throws IOException {}

    @AfterEach
    void stop() throws IOException {
        host.close();
    }

    @Test
    void each_route_is_described_with_its_statuses_and_nothing_else_is() {
        Map<String, Set<Integer>> routes = new TreeMap<>();
        for (ApiRoute route : host.api().routes()) {
            routes.put(route.method() + " " + route.template(), route.statuses());
        }
        Map<String, Set<Integer>> described = new TreeMap<>();
        operations((name, operation) -> {
            Set<Integer> statuses = new TreeSet<>();
            operation.get("responses").properties().forEach(answer -> statuses.add(Integer.valueOf(answer.getKey())));
            described.put(name, statuses);
        });
        assertThat(described).isEqualTo(routes);
    }

    @Test
    void each_parameter_of_a_path_is_described() {
        operations((name, operation) -> {
            Set<String> inPath = new TreeSet<>();
            Matcher braces = Pattern.compile("\\{(\\w+)}").matcher(name);
            while (braces.find()) {
                inPath.add(braces.group(1));
            }
            Set<String> described = new TreeSet<>();
            for (JsonNode parameter : operation.path("parameters")) {
                JsonNode target = target(parameter);
                if (target.get("in").asText().equals("path")) {
                    described.add(target.get("name").asText());
                }
            }
            assertThat(described).as(name).isEqualTo(inPath);
        });
    }

    @Test
    void an_idempotency_key_is_described_where_one_counts_and_a_body_where_one_is_read() {
        for (ApiRoute route : host.api().routes()) {
            JsonNode operation = document.at("/paths")
                    .get(route.template())
                    .get(route.method().toLowerCase(Locale.ROOT));
            boolean key =
                    Stream.of(operation.path("parameters").toString()).anyMatch(all -> all.contains("IdempotencyKey"));
            assertThat(key).as(route.template()).isEqualTo(route.method().equals("POST"));
            assertThat(operation.has("requestBody")).as(route.template()).isEqualTo(route.mostBytes() > 0);
        }
    }

    @Test
    void each_code_of_a_problem_is_described_and_each_reference_leads_somewhere() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/Problem/properties/code/enum").forEach(code -> codes.add(code.asText()));
        assertThat(codes)
                .isEqualTo(
                        Stream.of(ProblemCode.values()).map(ProblemCode::text).toList());
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> assertThat(
                        document.at(reference.asText().substring(1)).isObject())
                .as(reference.asText())
                .isTrue());
    }

    @Test
    void operations_have_names_of_their_own() {
        List<String> names = new ArrayList<>();
        operations((name, operation) -> names.add(operation.get("operationId").asText()));
        assertThat(names).doesNotHaveDuplicates().hasSize(host.api().routes().size());
        assertThat(document.get("openapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void it_is_served() throws Exception {
        HttpResponse<String> answer = host.get("/api/openapi.yaml");
        assertThat(answer.body()).isEqualTo(new String(OpenApiDocument.read(), StandardCharsets.UTF_8));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
    }

    private JsonNode target(JsonNode parameter) {
        return parameter.has("$ref")
                ? document.at(parameter.get("$ref").asText().substring(1))
                : parameter;
    }

    private void operations(BiConsumer<String, JsonNode> action) {
        document.get("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(operation -> action.accept(
                        operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), operation.getValue())));
    }
}
