package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the process: its files run out, its clients never finish, it is stopped, continued and killed. */
@Tag("faults")
@Timeout(120)
class ProcessFaultsIT {
    private static final int FILES = 300;
    private static final int SLOW_HANDSHAKES = 1000;
    private static final int PONG_SECONDS = 4;
    private static final Duration STOPPED = Duration.ofSeconds(2 * PONG_SECONDS);

    /** In which the process time of a server without files is measured. */
    private static final long MEASURED_NANOS = Duration.ofSeconds(2).toNanos();

    @ParameterizedTest
    @ValueSource(strings = {"io-uring", "epoll", "nio"})
    void file_descriptors_run_out(String transport) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        String fault = FILES + " files on " + transport;
        try (ServerProcess server = ServerProcess.start(FILES, List.of(), "transport=" + transport);
                Probe probe = new Probe(server.address())) {
            server.note(fault, "before");
            for (int i = 0; i < 2 * FILES; i++) {
                RawClient client = RawClient.connect(server.address());
                clients.add(client);
                sayIfOpen(client, RawClient.request("/echo"));
            }
            Await.until("as many as fit are open", () -> server.connections() > FILES / 3);
            double cpu = server.cpuSeconds();
            long start = System.nanoTime();
            int asked = 0;
            while (System.nanoTime() - start < MEASURED_NANOS) {
                assertThat(server.status("/livez")).isEqualTo(200);
                asked++;
                Thread.sleep(250); // so that asking costs no processor time worth mentioning
            }
            double cores = (server.cpuSeconds() - cpu) / ((System.nanoTime() - start) / 1e9);
            server.note(fault, String.format(Locale.ROOT, "during, %.1f %% of a core", 100 * cores));
            assertThat(asked).isGreaterThan(3);
            assertThat(cores).isLessThan(0.5); // a loop takes a whole one
            probe.check();
            RawClient.closeAll(clients);
            Await.until("a new client is let in", () -> opens(server));
            server.note(fault, "after");
            probe.check();
        } finally {
            RawClient.closeAll(clients);
        }
    }

    @Test
    void a_thousand_handshakes_come_a_byte_a_second() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        byte[] request = RawClient.request("/echo").getBytes(StandardCharsets.ISO_8859_1);
        try (ServerProcess server = ServerProcess.start("liveness.handshake-timeout=4s");
                Probe probe = new Probe(server.address())) {
            server.note("slow handshakes", "before");
            for (int i = 0; i < SLOW_HANDSHAKES; i++) {
                clients.add(RawClient.connect(server.address()));
            }
            for (int i = 0; i < 3; i++) {
                for (RawClient client : clients) {
                    sayIfOpen(client, String.valueOf((char) request[i]));
                }
                assertThat(opens(server)).isTrue();
                Thread.sleep(1000); // the slowness of the client
            }
            server.note("slow handshakes", "during");
            server.metrics().await("gateway_handshakes_total{result=\"timeout\"}", SLOW_HANDSHAKES);
            server.note("slow handshakes", "after");
            probe.check();
        } finally {
            RawClient.closeAll(clients);
        }
    }

    @Test
    void sigterm_comes_under_load() throws Exception {
        List<RawClient> members = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start("drain.grace=1s", "drain.window=2s")) {
            for (int i = 0; i < 100; i++) {
                members.add(RawClient.open(server.address(), "/rooms/r" + i % 10));
            }
            server.metrics().await("gateway_memberships", members.size());
            Leavers leavers = new Leavers(members);
            List<Thread> writers = members.stream()
                    .map(member -> new Thread(() -> sendUntilClosed(member)))
                    .toList();
            writers.forEach(Thread::start);
            Await.until(
                    "there is load",
                    () -> server.metrics().value("gateway_messages_received_total{kind=\"text\"}") > 5000);
            // Does not answer its close frame, so the stop has to wait for it.
            RawClient silent = RawClient.open(server.address(), "/rooms/silent");
            server.child().terminate();
            Await.until("not ready", () -> server.status("/readyz") == 503);
            assertThat(server.child().exitCode()).isZero();
            assertThat(leavers.codes()).hasSize(members.size()).containsOnly(1012);
            for (Thread writer : writers) {
                writer.join();
            }
            silent.close();
        } finally {
            RawClient.closeAll(members);
        }
    }

    @Test
    void sigstop_for_longer_than_a_pong_may_take_and_then_sigkill() throws Exception {
        try (ServerProcess server = ServerProcess.start(
                        "liveness.ping-interval=1s", "liveness.pong-timeout=" + PONG_SECONDS + "s");
                Socket socket = new Socket(
                        server.address().getAddress(), server.address().getPort());
                RawClient client = RawClient.on(socket).upgrade("/echo")) {
            client.readFrame(); // a ping; not answered yet
            client.sendText("before");
            readUntil(client, "before");
            server.signal("STOP");
            socket.setSoTimeout((int) STOPPED.toMillis());
            assertThat(hearsNothing(client)).as("a client notices by the pings").isTrue();
            server.signal("CONT");
            Await.until("alive again", () -> server.status("/livez") == 200);
            try (RawClient fresh = RawClient.open(server.address(), "/echo")) {
                fresh.sendText("after");
                readUntil(fresh, "after");
                server.note("SIGSTOP for " + STOPPED.toSeconds() + " s", "after");
                server.signal("KILL");
                assertThat(fresh.readToEndOrReset()).isNotNull(); // ends, or the read would time out
            }
        }
    }

    private static boolean hearsNothing(RawClient client) throws IOException {
        long start = System.nanoTime();
        try {
            while (true) {
                client.readFrame(); // what was on its way
            }
        } catch (SocketTimeoutException silence) {
            return System.nanoTime() - start >= STOPPED.toNanos();
        }
    }

    private static boolean opens(ServerProcess server) {
        try (RawClient client = RawClient.open(server.address(), "/echo")) {
            client.sendText("hello");
            readUntil(client, "hello");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void readUntil(RawClient client, String text) throws IOException {
        while (!client.readFrame().text().equals(text)) {
            // a ping of the server
        }
    }

    private static void sayIfOpen(RawClient client, String text) {
        try {
            client.say(text);
        } catch (IOException closed) {
            // one of those that are too many
        }
    }

    private static void sendUntilClosed(RawClient client) {
        try {
            while (true) {
                client.sendText("load");
                Thread.sleep(20); // the rate of the load
            }
        } catch (IOException | InterruptedException closed) {
            // as it should be
        }
    }
}
