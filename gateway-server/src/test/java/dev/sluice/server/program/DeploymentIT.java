package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.program.Deployment.Plan;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The image, or the release, as an operator runs it. */
@EnabledOnOs(OS.LINUX)
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DeploymentIT {
    private static final int SLOW_READERS = 100;
    private static final long MEBIBYTE = 1024 * 1024;

    @Test
    void it_is_healthy_has_no_rights_writes_nothing_and_carries_a_chat() throws Exception {
        try (Deployment gateway = Deployment.start(Plan.USUAL);
                RawClient one = RawClient.open(gateway.address(), "/rooms/lobby");
                RawClient two = RawClient.open(gateway.address(), "/rooms/lobby")) {
            gateway.metrics().await("gateway_memberships", 2);
            one.sendText("hello");
            assertThat(two.readFrame().text()).isEqualTo("hello");
            two.sendText("good day");
            assertThat(one.readFrame().text()).isEqualTo("good day");
            assertThat(gateway.health(Map.of())).isZero();
            assertThat(gateway.health(Map.of("SLUICE_MANAGEMENT", "0.0.0.0:1"))).isNotZero();
            gateway.assertUnprivileged();
            // By the engine's own filter of system calls, or by none: either has its native libraries.
            assertThat(transport(gateway)).matches("io_uring|epoll");
            assertThat(gateway.written()).isEmpty();
        }
    }

    @Test
    void told_to_stop_it_lets_its_clients_go_and_ends_with_0() throws Exception {
        Map<String, String> soon = Map.of("SLUICE_DRAIN_GRACE", "1s", "SLUICE_DRAIN_WINDOW", "1s");
        List<RawClient> clients = new ArrayList<>();
        try (Deployment gateway = Deployment.start(new Plan(soon, 512, false))) {
            for (int i = 0; i < 20; i++) {
                clients.add(RawClient.open(gateway.address(), "/rooms/r" + i % 4));
            }
            gateway.metrics().await("gateway_memberships", clients.size());
            List<Integer> codes = new ArrayList<>();
            List<Thread> readers = clients.stream()
                    .map(client -> new Thread(() -> readUntilClosed(client, codes)))
                    .toList();
            readers.forEach(Thread::start);
            assertThat(gateway.stop()).isZero();
            for (Thread reader : readers) {
                reader.join();
            }
            assertThat(codes).hasSize(clients.size()).containsOnly(1012);
        } finally {
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void it_takes_epoll_where_the_filter_of_system_calls_denies_io_uring() throws Exception {
        try (Deployment gateway = Deployment.start(new Plan(Map.of(), 512, true));
                RawClient client = RawClient.open(gateway.address(), "/echo")) {
            assertThat(gateway.log()).contains("epoll (io_uring: ", "Operation not permitted");
            assertThat(transport(gateway)).isEqualTo("epoll");
            client.sendText("hello");
            assertThat(client.readFrame().text()).isEqualTo("hello");
        }
    }

    @Test
    void it_stays_within_its_memory_under_load_and_readers_that_do_not_read() throws Exception {
        int mebibytes = 320; // below that the JVM takes more than 40 % for the heap
        List<RawClient> slow = new ArrayList<>();
        try (Deployment gateway = Deployment.start(new Plan(Map.of(), mebibytes, false))) {
            assertThat(heapAtMost(gateway))
                    .isBetween(mebibytes * MEBIBYTE * 3 / 10, mebibytes * MEBIBYTE * 4 / 10 + MEBIBYTE);
            for (int i = 0; i < SLOW_READERS; i++) {
                slow.add(RawClient.connectWithSmallBuffer(gateway.address()).upgrade("/rooms/slow"));
            }
            Thread publisher = new Thread(() -> publish(gateway, "/rooms/slow"));
            publisher.start();
            load(gateway, "fanout", "--connections", "300", "--rooms", "10", "--rate", "100", "--size", "4000");
            publisher.join();
            load(gateway, "idle", "--connections", "2000");
            assertThat(gateway.isRunning()).isTrue();
            System.out.printf("[deployment] of %d MiB: %d at the most%n", mebibytes, gateway.peakBytes() / MEBIBYTE);
            try (RawClient client = RawClient.open(gateway.address(), "/echo")) {
                client.sendText("hello");
                assertThat(client.readFrame().text()).isEqualTo("hello");
            }
        } finally {
            for (RawClient client : slow) {
                client.close();
            }
        }
    }

    @Test
    void the_image_starts_from_its_archive() throws Exception {
        try (Deployment gateway = Deployment.start(Plan.USUAL)) {
            // A release makes its own when it may: StartCacheIT. Here it must not.
            if (gateway instanceof ImageContainer image) {
                assertThat(image.maps()).contains("/opt/sluice/lib/start-");
            } else {
                assertThat(gateway.written()).isEmpty();
            }
        }
    }

    private static String transport(Deployment gateway) {
        return gateway.metrics()
                .page()
                .lines()
                .filter(line -> line.startsWith("gateway_build_info{"))
                .map(line -> line.replaceAll(".*transport=\"(\\w+)\".*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static long heapAtMost(Deployment gateway) {
        return (long) gateway.metrics()
                .page()
                .lines()
                .filter(line -> line.startsWith("jvm_memory_max_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    /** Sends 2 MiB to each member, whatever the gateway thinks of it. */
    private static void publish(Deployment gateway, String room) {
        try (RawClient client = RawClient.open(gateway.address(), room)) {
            byte[] message = new byte[16_384];
            for (int i = 0; i < 128; i++) {
                client.sendFrame(0x82, message);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Runs the load generator, which fails if anything is lost. */
    private static void load(Deployment gateway, String scenario, String... options) throws Exception {
        List<Object> command = new ArrayList<>(List.of(Tools.java(), "-jar", Tools.jar(), "load", scenario));
        command.addAll(List.of("--url", "ws://127.0.0.1:" + gateway.port(), "--seconds", "5"));
        command.addAll(List.of(options));
        try (Child child = Child.start(Tools.TARGET, command)) {
            assertThat(child.exitCode())
                    .describedAs(child + "\n" + gateway.log())
                    .isZero();
        }
    }

    private static void readUntilClosed(RawClient client, List<Integer> codes) {
        try {
            while (true) {
                RawClient.Frame frame = client.readFrame();
                if (frame.isClose()) {
                    synchronized (codes) {
                        codes.add(frame.closeCode());
                    }
                    client.sendClose(frame.closeCode());
                    return;
                }
            }
        } catch (IOException closed) {
            // no close frame: the test sees that one is missing
        }
    }
}
