package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboard's file holds what Grafana needs to show it. */
class DashboardTest {
    private static final int COLUMNS = 24;

    private final Dashboard dashboard = Dashboard.read();

    DashboardTest() throws IOException {}

    @Test
    void what_matters_at_a_glance_is_open_and_the_rest_is_folded() {
        assertThat(dashboard.rows().stream()
                        .filter(row -> !row.get("collapsed").asBoolean())
                        .map(row -> row.get("title").asText()))
                .containsExactly("Overview", "Connections", "Latency", "Delivery");
        for (JsonNode row : dashboard.rows()) {
            assertThat(row.get("panels").isEmpty())
                    .as(row.get("title").asText())
                    .isEqualTo(!row.get("collapsed").asBoolean());
        }
    }

    @Test
    void no_two_panels_share_an_id_or_a_title() {
        List<JsonNode> all = Stream.concat(dashboard.rows().stream(), dashboard.panels().stream())
                .toList();
        assertThat(all.stream().map(panel -> panel.get("id").asInt())).doesNotHaveDuplicates();
        assertThat(all.stream().map(panel -> panel.get("title").asText())).doesNotHaveDuplicates();
    }

    @Test
    void every_panel_has_a_type_a_unit_and_the_source_that_is_chosen() {
        assertThat(dashboard.panels()).isNotEmpty().allSatisfy(panel -> {
            String title = panel.get("title").asText();
            assertThat(panel.get("type").asText()).as(title).isIn("stat", "timeseries");
            assertThat(panel.at("/fieldConfig/defaults/unit").asText())
                    .as(title)
                    .isNotEmpty();
            assertThat(panel.at("/datasource/uid").asText()).as(title).isEqualTo("${datasource}");
            assertThat(panel.get("targets")).as(title).isNotEmpty().allSatisfy(target -> assertThat(
                            target.at("/datasource/uid").asText())
                    .isEqualTo("${datasource}"));
            assertThat(panel.get("targets").findValuesAsText("refId")).as(title).doesNotHaveDuplicates();
        });
    }

    @Test
    void every_query_follows_the_gateways_that_are_chosen() {
        assertThat(dashboard.json().at("/templating/list").findValuesAsText("name"))
                .containsExactly("datasource", "instance");
        assertThat(dashboard.queries()).isNotEmpty().allSatisfy(query -> assertThat(query.expression())
                .contains("instance=~\"$instance\""));
    }

    @Test
    void panels_lie_side_by_side() {
        List<JsonNode> placed = new ArrayList<>(dashboard.panels());
        for (JsonNode panel : placed) {
            assertThat(left(panel) + width(panel)).isLessThanOrEqualTo(COLUMNS);
        }
        for (JsonNode row : dashboard.rows()) {
            noneOverlaps(row.get("collapsed").asBoolean() ? children(row) : openPanels());
        }
    }

    /** The line of a series of nothing would lie on top of the others, in its own colour. */
    @Test
    void what_is_stacked_is_drawn_without_lines() {
        assertThat(dashboard.panels())
                .filteredOn(panel -> panel.at("/fieldConfig/defaults/custom/stacking/mode")
                        .asText()
                        .equals("normal"))
                .isNotEmpty()
                .allSatisfy(panel -> assertThat(panel.at("/fieldConfig/defaults/custom/lineWidth")
                                .asInt(-1))
                        .as(panel.get("title").asText())
                        .isZero());
    }

    /** Grafana 11 fails to draw the graph behind a number where both are set. */
    @Test
    void no_number_has_both_a_least_and_a_most() {
        assertThat(dashboard.panels())
                .filteredOn(panel -> panel.get("type").asText().equals("stat"))
                .isNotEmpty()
                .noneMatch(panel -> panel.at("/fieldConfig/defaults").has("min")
                        && panel.at("/fieldConfig/defaults").has("max"));
    }

    private List<JsonNode> openPanels() {
        List<JsonNode> open = new ArrayList<>(dashboard.panels());
        dashboard.rows().forEach(row -> open.removeAll(children(row)));
        return open;
    }

    private static List<JsonNode> children(JsonNode row) {
        List<JsonNode> children = new ArrayList<>();
        row.get("panels").forEach(children::add);
        return children;
    }

    private static void noneOverlaps(List<JsonNode> panels) {
        for (JsonNode one : panels) {
            for (JsonNode other : panels) {
                boolean apart = one == other
                        || left(one) + width(one) <= left(other)
                        || left(other) + width(other) <= left(one)
                        || top(one) + height(one) <= top(other)
                        || top(other) + height(other) <= top(one);
                assertThat(apart)
                        .as(one.get("title") + " and " + other.get("title"))
                        .isTrue();
            }
        }
    }

    private static int left(JsonNode panel) {
        return panel.at("/gridPos/x").asInt();
    }

    private static int width(JsonNode panel) {
        return panel.at("/gridPos/w").asInt();
    }

    private static int top(JsonNode panel) {
        return panel.at("/gridPos/y").asInt();
    }

    private static int height(JsonNode panel) {
        return panel.at("/gridPos/h").asInt();
    }
}
