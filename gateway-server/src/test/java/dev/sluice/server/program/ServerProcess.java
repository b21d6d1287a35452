package dev.sluice.server.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server in a process of its own, to be starved, flooded, stopped and killed. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(?:wss?|https?)://127\\.0\\.0\\.1:(\\d+)/");
    private static final Path FIGURES = Tools.TARGET.resolve("faults.txt");
    private static final double MIB = 1024 * 1024;
    private static final double TICKS_PER_SECOND = 100;

    private final Child child;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final int port;
    private final int managementPort;

    private ServerProcess(Child child) throws InterruptedException {
        this.child = child;
        this.port = portIn(child.lineWith("/rooms/NAME"));
        this.managementPort = portIn(child.lineWith("/metrics"));
    }

    /**
     * Starts one.
     *
     * @param files descriptors that it may have; 0: as many as this process
     * @param jvm flags of the JVM
     * @param settings {@code KEY=VALUE} each
     */
    static ServerProcess start(int files, List<String> jvm, String... settings) throws Exception {
        List<String> java = new ArrayList<>(List.of("exec", Tools.java().toString(), "-Xmx256m"));
        java.addAll(jvm);
        java.addAll(List.of("-jar", Tools.jar().toString(), "serve"));
        List<String> all = new ArrayList<>(List.of("listen=127.0.0.1:0", "management=127.0.0.1:0"));
        all.addAll(List.of(settings));
        all.forEach(setting -> java.addAll(List.of("--set", setting)));
        String limit = files == 0 ? "" : "ulimit -n " + files + "; ";
        return new ServerProcess(Child.start(Tools.TARGET, List.of("/bin/sh", "-c", limit + String.join(" ", java))));
    }

    static ServerProcess start(String... settings) throws Exception {
        return start(0, List.of(), settings);
    }

    /** The same with a file of settings. */
    static ServerProcess start(Path file) throws Exception {
        return new ServerProcess(
                Child.start(Tools.TARGET, List.of(Tools.java(), "-Xmx256m", "-jar", Tools.jar(), "serve", "-c", file)));
    }

    /** One that was started otherwise, as a child that prints what the server does. */
    static ServerProcess of(Child child) throws InterruptedException {
        return new ServerProcess(child);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    int managementPort() {
        return managementPort;
    }

    Metrics metrics() {
        return Metrics.at(managementPort);
    }

    Child child() {
        return child;
    }

    /** The status of a page of the management port; 0 if there is none within its second. */
    int status(String page) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + page))
                    .timeout(Duration.ofMillis(1500))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends a signal, such as {@code STOP}. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(child.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Seconds of processor time so far. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
    }

    double residentMebibytes() {
        Matcher resident = Pattern.compile("VmRSS:\\s+(\\d+)").matcher(read("status"));
        if (!resident.find()) {
            throw new AssertionError("no VmRSS");
        }
        return Long.parseLong(resident.group(1)) / 1024.0;
    }

    double directMebibytes() {
        return metrics().value("netty_allocator_memory_used_bytes{memory_type=\"direct\"}") / MIB;
    }

    /** Writes down what the server holds at this moment. */
    void note(String fault, String moment) {
        Metrics metrics = metrics();
        double heap = metrics.page()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
        note(String.format(
                Locale.ROOT,
                "%s, %s: heap %.0f, direct %.0f, buffered %.1f, resident %.0f MiB; %d connections",
                fault,
                moment,
                heap / MIB,
                directMebibytes(),
                metrics.value("gateway_buffered_bytes") / MIB,
                residentMebibytes(),
                connections()));
    }

    /** Writes a line for whoever wants the figures. */
    static void note(String line) {
        System.out.println("[faults] " + line);
        try {
            Files.writeString(FIGURES, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long connections() {
        return metrics()
                .page()
                .lines()
                .filter(line -> line.startsWith("gateway_connections{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Override
    public void close() throws InterruptedException {
        child.close();
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(child.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int portIn(String line) {
        Matcher address = ADDRESS.matcher(line);
        if (!address.find()) {
            throw new AssertionError(line);
        }
        return Integer.parseInt(address.group(1));
    }
}
