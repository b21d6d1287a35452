package dev.sluice.server.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the Autobahn suite says about a server.
 *
 * @param cases in the suite's order
 */
record AutobahnReport(List<AutobahnCase> cases) {
    private static final List<String> TIMERS =
            List.of("wasOpenHandshakeTimeout", "wasCloseHandshakeTimeout", "wasServerConnectionDropTimeout");

    AutobahnReport {
        cases = cases.stream().sorted().toList();
    }

    /** Reads the directory that the suite has written: an index, and a file for each case. */
    static AutobahnReport read(Path directory) throws IOException {
        ObjectMapper json = new ObjectMapper();
        List<AutobahnCase> cases = new ArrayList<>();
        for (JsonNode server : json.readTree(directory.resolve("index.json").toFile())) {
            for (Map.Entry<String, JsonNode> entry : server.properties()) {
                JsonNode verdict = entry.getValue();
                JsonNode details = json.readTree(directory
                        .resolve(verdict.required("reportfile").asText())
                        .toFile());
                cases.add(new AutobahnCase(
                        entry.getKey(),
                        verdict.required("behavior").asText(),
                        verdict.required("behaviorClose").asText(),
                        TIMERS.stream()
                                .anyMatch(timer -> details.required(timer).asBoolean())));
            }
        }
        return new AutobahnReport(cases);
    }

    /** The cases that are not as they should be, whether in their answers or in their end. */
    List<AutobahnCase> failed() {
        return cases.stream().filter(each -> !each.passed()).toList();
    }

    /** This report, with the verdicts of a later run in the place of its own on the same cases. */
    AutobahnReport replacedBy(AutobahnReport later) {
        Map<String, AutobahnCase> byNumber = new TreeMap<>();
        cases.forEach(each -> byNumber.put(each.number(), each));
        later.cases.forEach(each -> byNumber.put(each.number(), each));
        return new AutobahnReport(List.copyOf(byNumber.values()));
    }

    /** How often each verdict was given: a line for each section, and one for all. */
    String summary() {
        Map<Integer, List<AutobahnCase>> sections =
                cases.stream().collect(Collectors.groupingBy(AutobahnCase::section, TreeMap::new, Collectors.toList()));
        List<String> lines = new ArrayList<>();
        sections.forEach((section, its) -> lines.add(line(section.toString(), its)));
        lines.add(line("all", cases));
        return String.join("\n", lines);
    }

    private static String line(String name, List<AutobahnCase> cases) {
        return String.format(
                "%3s  %3d cases  %-60s close: %s",
                name, cases.size(), counts(cases, AutobahnCase::behavior), counts(cases, AutobahnCase::close));
    }

    private static String counts(List<AutobahnCase> cases, Function<AutobahnCase, String> verdict) {
        Map<String, Long> counts = cases.stream().collect(Collectors.groupingBy(verdict, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Collections.reverseOrder(Map.Entry.comparingByValue()))
                .map(each -> each.getValue() + " " + each.getKey())
                .collect(Collectors.joining(", "));
    }
}
