package dev.sluice.server.program;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An honest client with an echo every few milliseconds, which notes how long each one took. Fails where an echo fails. */
final class Probe implements AutoCloseable {
    private static final long PAUSE_MILLIS = 5;

    private final RawClient client;
    private final Thread thread = new Thread(this::run, "probe");
    private final List<Long> nanos = new ArrayList<>();
    private volatile boolean stopped;
    private String failure = "";

    Probe(InetSocketAddress address) throws IOException {
        client = RawClient.open(address, "/echo");
        thread.start();
    }

    /** Forgets what has been so far. */
    synchronized void reset() {
        nanos.clear();
    }

    synchronized long count() {
        return nanos.size();
    }

    /** The time that all but one in a hundred stay under. */
    synchronized double p99Millis() {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (sorted.size() * 0.99)) / 1e6;
    }

    /** Fails if an echo has failed. */
    synchronized void check() {
        if (!failure.isEmpty()) {
            throw new AssertionError("the honest client failed: " + failure);
        }
    }

    /** Writes down how the time has changed. */
    static void note(String fault, double beforeMillis, double duringMillis) {
        ServerProcess.note(String.format(
                Locale.ROOT,
                "%s: p99 of the others %.2f ms before, %.2f ms during: %.1f times",
                fault,
                beforeMillis,
                duringMillis,
                duringMillis / beforeMillis));
    }

    private void run() {
        try {
            for (int i = 0; !stopped; i++) {
                long start = System.nanoTime();
                client.sendText("probe " + i);
                while (!client.readFrame().text().equals("probe " + i)) {
                    // a ping of the server
                }
                add(System.nanoTime() - start);
                Thread.sleep(PAUSE_MILLIS); // the rate of the probe, not a wait for a result
            }
        } catch (IOException | InterruptedException e) {
            if (!stopped) {
                fail(e.toString());
            }
        }
    }

    private synchronized void add(long time) {
        nanos.add(time);
    }

    private synchronized void fail(String what) {
        failure = what;
    }

    @Override
    public void close() throws Exception {
        stopped = true;
        client.close(); // first, or a probe whose write is not taken would never end
        thread.join();
    }
}
