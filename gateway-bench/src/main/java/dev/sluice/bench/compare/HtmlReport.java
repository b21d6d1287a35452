package dev.sluice.bench.compare;

import dev.sluice.bench.plot.Figures;
import dev.sluice.bench.plot.Look;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A result set as one page, without scripts and without other files. */
final class HtmlReport {
    /** From here on the client may be what limits the rate. */
    static final double SATURATED = 0.9;

    private static final double MIB = 1024 * 1024;
    private static final double KIB = 1024;

    private final ResultSet set;
    private final StringBuilder out = new StringBuilder();

    private HtmlReport(ResultSet set) {
        this.set = set;
    }

    static String of(ResultSet set) {
        return new HtmlReport(set).page();
    }

    private String page() {
        add("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        add("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        add("<meta name=\"color-scheme\" content=\"light dark\">");
        add("<title>Sluice and other WebSocket servers on one machine</title>");
        add("<style>" + style() + Look.CSS + "</style>\n</head>\n<body>\n<main>");
        add("<h1>Sluice and other WebSocket servers on one machine</h1>");
        add("<p>" + text(summary()) + "</p>");
        failures();
        contents();
        set.workloads().forEach(this::workload);
        machine();
        reading();
        add("</main>\n</body>\n</html>");
        return out.toString();
    }

    private String summary() {
        ResultSet.Settings settings = set.settings();
        String first =
                set.measurements().isEmpty() ? "" : set.measurements().get(0).started();
        return set.servers().size() + " servers, " + set.workloads().size() + " workloads, " + set.rounds()
                + (set.rounds() == 1 ? " round" : " rounds, one server after the other in each")
                + "; each measured for "
                + Figures.plain(settings.seconds()) + " s behind " + Figures.plain(settings.warmup())
                + " s of warm-up. Begun "
                + first + "." + (settings.quick() ? " A quick run: it shows that all works, not how fast." : "");
    }

    private void failures() {
        List<Measurement> failures = set.failures();
        if (failures.isEmpty()) {
            add("<p>Nothing was lost, doubled, out of order or refused, by any server in any round.</p>");
            return;
        }
        add("<section class=\"failed\"><h2>Failed</h2><ul>");
        Map<String, List<String>> where = new LinkedHashMap<>();
        for (Measurement made : failures) {
            where.computeIfAbsent(
                            title(made.server()) + ": " + String.join("; ", made.faults()), what -> new ArrayList<>())
                    .add(made.workload().title() + ", round " + made.round());
        }
        where.forEach((what, rounds) -> add("<li>" + text(what) + "<span class=\"note\">"
                + text(rounds.size() == 1 ? rounds.get(0) : rounds.get(0) + ", and " + (rounds.size() - 1) + " more")
                + "</span></li>"));
        add("</ul><p>Failed rounds are in no plot and no figure.</p></section>");
    }

    private void contents() {
        add("<nav aria-label=\"Workloads\"><ul>");
        set.workloads()
                .forEach(workload ->
                        add("<li><a href=\"#" + workload.id() + "\">" + text(workload.title()) + "</a></li>"));
        add("</ul></nav>");
    }

    private void workload(Workload workload) {
        add("<section id=\"" + workload.id() + "\">\n<h2>" + text(workload.title()) + "</h2>");
        new Plots(set).of(workload).forEach((name, chart) -> add("<figure>" + chart.inPage() + "</figure>"));
        List<Column> columns = columns(workload);
        add("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"" + text(workload.title())
                + ", figures\"><table><thead><tr><th scope=\"col\">server</th>");
        columns.forEach(column -> add("<th scope=\"col\">" + text(column.label()) + "</th>"));
        add("<th scope=\"col\">rounds</th></tr></thead><tbody>");
        for (String server : set.servers().keySet()) {
            row(workload, server, columns);
        }
        add("</tbody></table></div>");
        saturation(workload).ifPresent(note -> add("<p class=\"note\">" + text(note) + "</p>"));
        add("</section>");
    }

    /** A metric in a table: its head, and what it is divided by. */
    private record Column(Metric metric, String label, double scale) {}

    private static List<Column> columns(Workload workload) {
        List<Column> columns = new ArrayList<>();
        if (workload == Workload.IDLE_5000) {
            columns.add(new Column(Metric.RSS_EACH, "resident KiB a connection", KIB));
            columns.add(new Column(Metric.RSS, "resident MiB in all", MIB));
            return columns;
        }
        if (workload == Workload.LATENCY) {
            for (Metric metric : new Metric[] {Metric.P50, Metric.P90, Metric.P99, Metric.P999}) {
                columns.add(new Column(metric, metric.label(), 1));
            }
        }
        columns.add(new Column(Metric.CPU, Metric.CPU.label(), 1));
        columns.add(new Column(Metric.RATE, workload.things() + " a second", 1));
        columns.add(new Column(Metric.SERVER_CORES, Metric.SERVER_CORES.label(), 1));
        columns.add(new Column(Metric.CLIENT_CORES, Metric.CLIENT_CORES.label(), 1));
        columns.add(new Column(Metric.RSS, "resident MiB", MIB));
        return columns;
    }

    private void row(Workload workload, String server, List<Column> columns) {
        add("<tr" + (server.startsWith("sluice") ? " class=\"ours\"" : "") + "><th scope=\"row\">" + text(title(server))
                + "</th>");
        for (Column column : columns) {
            add("<td>"
                    + set.spread(server, workload, column.metric())
                            .map(spread -> cell(spread, column.scale()))
                            .orElse("–")
                    + "</td>");
        }
        int good = set.of(server, workload, true).size();
        int bad = set.of(server, workload, false).size();
        add("<td>" + (bad == 0 ? Integer.toString(good) : good + ", " + bad + " failed") + "</td></tr>");
    }

    private static String cell(ResultSet.Spread spread, double scale) {
        String median = Figures.of(spread.median() / scale);
        return spread.high() > spread.low()
                ? median + " <span>" + Figures.of(spread.low() / scale) + "–" + Figures.of(spread.high() / scale)
                        + "</span>"
                : median;
    }

    private Optional<String> saturation(Workload workload) {
        if (!workload.plots().contains(Metric.RATE)) {
            return Optional.empty();
        }
        String busy = set.servers().entrySet().stream()
                .filter(server -> set.spread(server.getKey(), workload, Metric.CLIENT_CORES)
                        .filter(cores ->
                                cores.median() >= SATURATED * set.settings().clients())
                        .isPresent())
                .map(Map.Entry::getValue)
                .collect(Collectors.joining("; "));
        return busy.isEmpty()
                ? Optional.empty()
                : Optional.of("The load generator was itself at its limit with: " + busy
                        + ". They could do at least so many a second; compare their CPU instead.");
    }

    private void machine() {
        add("<section id=\"machine\"><h2>The machine</h2><dl>");
        set.machine()
                .forEach((key, value) ->
                        add("<dt>" + text(key.replace('_', ' ')) + "</dt><dd>" + text(value) + "</dd>"));
        add("</dl></section>");
    }

    private void reading() {
        add("<section id=\"reading\"><h2>How to read this</h2><ul>");
        add(
                "<li>Every figure is the median of the rounds; beside it, and as a whisker, stand the smallest and the largest.</li>");
        add(
                "<li>CPU is the server's own time, user and kernel, divided by what it delivered: it says less about the neighbours than a rate does.</li>");
        add(
                "<li>Everything goes over loopback: no network card, no TLS, no compression. All servers meet the same client, which checks every message.</li>");
        add("<li>Latency is counted from when a message should have been sent, at the same fixed rate for all.</li>");
        add("<li>Memory is what the process grew by; a JVM takes more than it needs where there is much.</li>");
        add("</ul></section>");
    }

    private String title(String server) {
        return set.servers().getOrDefault(server, server);
    }

    private void add(String markup) {
        out.append(markup).append('\n');
    }

    private static String text(String words) {
        return words.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    private static String style() {
        try (var css = HtmlReport.class.getResourceAsStream("report.css")) {
            if (css == null) {
                throw new IllegalStateException("report.css is missing");
            }
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
