package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients who send, or hold, as much as they can: the server keeps its bounds, and an honest client is served meanwhile. */
@Tag("faults")
@Timeout(120)
class FloodFaultsIT {
    /** Any echo slower than this is no service; the ratio itself is for a quiet machine, and is written down. */
    private static final double PATIENCE_MILLIS = 2000;

    /** Echoes that are the measure of those under a flood. */
    private static final int QUIET_ECHOES = 200;

    private static final long FLOOD_NANOS = Duration.ofSeconds(2).toNanos();
    private static final int KIB = 1024;
    private static final int MEMBERS = 1000;
    private static final int ROOM_MESSAGE_BYTES = 16 * KIB;

    @Test
    void a_thousand_members_of_a_busy_room_stop_reading() throws Exception {
        List<RawClient> members = new ArrayList<>();
        try (ServerProcess server = ServerProcess.start("liveness.ping-interval=1h");
                RawClient publisher = RawClient.open(server.address(), "/rooms/busy");
                RawClient reader = RawClient.open(server.address(), "/rooms/busy");
                Probe probe = new Probe(server.address())) {
            for (int i = 0; i < MEMBERS; i++) {
                members.add(RawClient.connectWithSmallBuffer(server.address()).upgrade("/rooms/busy"));
            }
            server.metrics().await("gateway_memberships", MEMBERS + 2);
            server.note("stalled members", "before");
            double directBefore = server.directMebibytes();
            double residentBefore = server.residentMebibytes();
            Await.until("the probe has run", () -> probe.count() > QUIET_ECHOES);
            double before = probe.p99Millis();
            probe.reset();

            byte[] payload = new byte[ROOM_MESSAGE_BYTES];
            double mostDirect = 0;
            double mostResident = 0;
            long sent = 0;
            while (slow(server) < MEMBERS) {
                payload[0] = (byte) sent++;
                publisher.sendFrame(0x82, payload);
                byte[] got = reader.readFrame().payload();
                while (got.length != ROOM_MESSAGE_BYTES) {
                    got = reader.readFrame().payload(); // a ping of the server
                }
                assertThat(got[0]).isEqualTo(payload[0]);
                if (sent % 20 == 0) {
                    mostDirect = Math.max(mostDirect, server.directMebibytes());
                    mostResident = Math.max(mostResident, server.residentMebibytes());
                }
                assertThat(sent).isLessThan(5000);
            }
            server.note("stalled members", "during, " + sent + " messages of 16 KiB");
            probe.check();
            Probe.note("stalled members", before, probe.p99Millis());
            assertThat(probe.p99Millis()).isLessThan(PATIENCE_MILLIS);
            // One batch for all, the pending megabyte and what is being read: not a megabyte for each of a thousand.
            assertThat(mostDirect - directBefore).isLessThan(64);
            assertThat(mostResident - residentBefore).isLessThan(256);
            server.metrics().await("gateway_connections_closed_total{code=\"4100\",initiator=\"server\"}", MEMBERS);
            server.metrics().await("gateway_memberships", 2);
            server.metrics().await("gateway_buffered_bytes", 0);
            server.note("stalled members", "after");
        } finally {
            RawClient.closeAll(members);
        }
    }

    /** Where memory is short, and on each of the kernel's interfaces: an error in the event loop once ended io_uring's for good. */
    @ParameterizedTest
    @ValueSource(strings = {"io-uring", "epoll", "nio"})
    void messages_are_left_half_sent(String transport) throws Exception {
        byte[] half = Arrays.copyOf(RawClient.frame(0x82, new byte[64 * KIB]), 63 * KIB);
        List<RawClient> clients = new ArrayList<>();
        try (ServerProcess server =
                        ServerProcess.start(0, List.of("-XX:MaxDirectMemorySize=48m"), "transport=" + transport);
                Probe probe = new Probe(server.address())) {
            for (int i = 0; i < 752; i++) {
                clients.add(RawClient.open(server.address(), "/echo"));
            }
            String fault = "752 half-sent messages on " + transport;
            server.note(fault, "before");
            for (RawClient client : clients) {
                client.say(half);
            }
            server.metrics();
            Await.until(
                    "those that do not fit are closed",
                    () -> server.metrics().value("gateway_protocol_errors_total{reason=\"overloaded\"}") > 300);
            server.note(fault, "during");
            assertThat(server.status("/livez")).isEqualTo(200);
            assertThat(server.directMebibytes()).isLessThan(48);
            assertThat(server.metrics().value("gateway_buffered_bytes")).isLessThanOrEqualTo(24 * KIB * KIB);
            long answered = probe.count();
            Await.until("the honest client is served", () -> probe.count() > answered + 10);
            RawClient.closeAll(clients);
            Await.until("they are gone", () -> server.connections() == 1);
            server.metrics().await("gateway_buffered_bytes", 0);
            server.note(fault, "after");
            probe.check();
        } finally {
            RawClient.closeAll(clients);
        }
    }

    /** What a client floods with, and how that ends. */
    enum Flood {
        PINGS(0x89, 0, "policy"),
        UNASKED_PONGS(0x8A, 100, "policy"),
        EMPTY_FRAGMENTS(0x00, 0, "policy"),
        TINY_FRAGMENTS(0x00, 1, "policy"),
        NONSENSE(0x83, 0, "protocol");

        private final int firstByte;
        private final int length;
        private final String reason;

        Flood(int firstByte, int length, String reason) {
            this.firstByte = firstByte;
            this.length = length;
            this.reason = reason;
        }

        byte[] bytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int i = 0; i < 2000; i++) {
                out.writeBytes(RawClient.frame(firstByte, new byte[length]));
            }
            return out.toByteArray();
        }
    }

    @ParameterizedTest
    @EnumSource
    void frames_come_as_fast_as_they_can(Flood flood) throws Exception {
        try (ServerProcess server = ServerProcess.start();
                Probe probe = new Probe(server.address())) {
            Await.until("the probe has run", () -> probe.count() > QUIET_ECHOES);
            double before = probe.p99Millis();
            probe.reset();
            server.note(flood.name(), "before");
            double cpu = server.cpuSeconds();
            long start = System.nanoTime();
            byte[] bytes = flood.bytes();
            int connections = 0;
            while (System.nanoTime() - start < FLOOD_NANOS) {
                try (RawClient client = RawClient.open(server.address(), "/echo")) {
                    connections++;
                    client.sendFrame(0x01, new byte[] {'a'});
                    sendUntilClosed(client, bytes);
                }
            }
            double cores = (server.cpuSeconds() - cpu) / ((System.nanoTime() - start) / 1e9);
            server.note(flood.name(), "during, %.2f cores for %d connections".formatted(cores, connections));
            Probe.note(flood.name(), before, probe.p99Millis());
            probe.check();
            assertThat(probe.p99Millis()).isLessThan(PATIENCE_MILLIS);
            server.metrics().await("gateway_protocol_errors_total{reason=\"" + flood.reason + "\"}", connections);
            assertThat(server.directMebibytes()).isLessThan(32);
        }
    }

    @Test
    void messages_come_as_fast_as_they_can_from_clients_who_read_nothing() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        List<Thread> writers = new ArrayList<>();
        byte[] message = RawClient.frame(0x82, new byte[8 * KIB]);
        try (ServerProcess server = ServerProcess.start();
                Probe probe = new Probe(server.address())) {
            Await.until("the probe has run", () -> probe.count() > QUIET_ECHOES);
            double before = probe.p99Millis();
            server.note("echoes unread", "before");
            for (int i = 0; i < 50; i++) {
                RawClient client =
                        RawClient.connectWithSmallBuffer(server.address()).upgrade("/echo");
                clients.add(client);
                writers.add(new Thread(() -> sendUntilClosed(client, message)));
            }
            probe.reset();
            writers.forEach(Thread::start);
            Await.until(
                    "they wait for each other", () -> server.metrics().value("gateway_buffered_bytes") > 50 * 32 * KIB);
            server.note("echoes unread", "during");
            // Netty's high-water mark, a message and a read for each.
            assertThat(server.metrics().value("gateway_buffered_bytes")).isLessThan(50 * 256 * KIB);
            server.metrics().await("gateway_connections_closed_total{code=\"4100\",initiator=\"server\"}", 50);
            Probe.note("echoes unread", before, probe.p99Millis());
            probe.check();
            assertThat(server.metrics().value("gateway_slow_consumers_total{policy=\"disconnect\"}"))
                    .isEqualTo(50);
            for (Thread writer : writers) {
                writer.join();
            }
            server.metrics().await("gateway_buffered_bytes", 0);
            server.note("echoes unread", "after");
        } finally {
            RawClient.closeAll(clients);
        }
    }

    private static void sendUntilClosed(RawClient client, byte[] bytes) {
        try {
            while (true) {
                client.say(bytes);
            }
        } catch (IOException closed) {
            // as it should be
        }
    }

    private static long slow(ServerProcess server) {
        return server.metrics().value("gateway_slow_consumers_total{policy=\"disconnect\"}");
    }
}
