package dev.sluice.server.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The dashboard of {@code deploy/grafana}, as Grafana reads it. */
final class Dashboard {
    private static final Path FILE = Path.of("../deploy/grafana/dashboards/sluice.json");

    private final JsonNode json;

    private Dashboard(JsonNode json) {
        this.json = json;
    }

    /**
     * What a panel asks Prometheus.
     *
     * @param panel its title
     * @param expression with Grafana's variables in it
     */
    record Query(String panel, String expression) {
        /** As Grafana sends it for all gateways, and for rates over a minute. */
        String sent() {
            return expression.replace("$instance", ".*").replace("$__rate_interval", "1m");
        }
    }

    static Dashboard read() throws IOException {
        return new Dashboard(new ObjectMapper().readTree(FILE.toFile()));
    }

    JsonNode json() {
        return json;
    }

    /** The rows, in the order of the page. */
    List<JsonNode> rows() {
        return top().stream().filter(Dashboard::isRow).toList();
    }

    /** Everything but rows; what is in folded rows as well. */
    List<JsonNode> panels() {
        List<JsonNode> panels = new ArrayList<>();
        for (JsonNode panel : top()) {
            if (isRow(panel)) {
                panel.get("panels").forEach(panels::add);
            } else {
                panels.add(panel);
            }
        }
        return panels;
    }

    /** Of the panels and of what is drawn over them. */
    List<Query> queries() {
        List<Query> queries = new ArrayList<>();
        for (JsonNode panel : panels()) {
            for (JsonNode target : panel.get("targets")) {
                queries.add(new Query(
                        panel.get("title").asText(), target.get("expr").asText()));
            }
        }
        for (JsonNode annotation : json.get("annotations").get("list")) {
            if (annotation.has("expr")) {
                queries.add(new Query(
                        annotation.get("name").asText(), annotation.get("expr").asText()));
            }
        }
        return queries;
    }

    private List<JsonNode> top() {
        List<JsonNode> top = new ArrayList<>();
        json.get("panels").forEach(top::add);
        return top;
    }

    private static boolean isRow(JsonNode panel) {
        return panel.get("type").asText().equals("row");
    }
}
