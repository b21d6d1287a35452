package dev.sluice.server.program;

import java.io.IOException;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a crowd of clients lives through while gateways restart. Any thread. */
final class ReturnFigures {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final List<Long> handshakes = new ArrayList<>();
    private final Map<ReturningClient.Kind, List<Long>> awayNanos = new EnumMap<>(ReturningClient.Kind.class);
    private final List<String> troubles = new ArrayList<>();

    synchronized void handshake() {
        handshakes.add(System.nanoTime());
    }

    synchronized void failed(Throwable failure) {
        String status = failure.getCause() instanceof WebSocketHandshakeException refused
                ? " " + refused.getResponse().statusCode()
                : "";
        troubles.add("handshake: " + failure + status);
    }

    synchronized void broke(Throwable failure) {
        troubles.add("broken: " + failure);
    }

    synchronized void cut(int code) {
        troubles.add("closed with " + code);
    }

    synchronized void returned(ReturningClient.Kind kind, long nanos) {
        awayNanos.computeIfAbsent(kind, any -> new ArrayList<>()).add(nanos);
    }

    /** Forgets the handshakes so far: those that came next are looked at. */
    synchronized void begin() {
        handshakes.clear();
        awayNanos.clear();
    }

    /** Everything that should not have happened. */
    synchronized List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** The most handshakes that were begun within any second. */
    synchronized int mostInASecond() {
        int most = 0;
        int first = 0;
        for (int i = 0; i < handshakes.size(); i++) {
            while (handshakes.get(i) - handshakes.get(first) >= SECOND) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }

    /** Clients that have come back. */
    synchronized int returns() {
        return awayNanos.values().stream().mapToInt(List::size).sum();
    }

    /** A line for each kind, for whoever wants the figures. */
    synchronized void note(String what) throws IOException {
        StringBuilder lines = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %d troubles, %d handshakes, %d a second at most%n",
                what,
                troubles.size(),
                handshakes.size(),
                mostInASecond()));
        awayNanos.forEach((kind, times) -> {
            List<Long> sorted = times.stream().sorted().toList();
            lines.append(String.format(
                    Locale.ROOT,
                    "%s, %s: %d came back, away p50 %d ms, most %d ms%n",
                    what,
                    kind,
                    sorted.size(),
                    TimeUnit.NANOSECONDS.toMillis(sorted.get(sorted.size() / 2)),
                    TimeUnit.NANOSECONDS.toMillis(sorted.get(sorted.size() - 1))));
        });
        say(lines.toString());
    }

    static void say(String lines) throws IOException {
        System.out.print("[restart] " + lines);
        Files.writeString(
                Tools.TARGET.resolve("restart.txt"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
