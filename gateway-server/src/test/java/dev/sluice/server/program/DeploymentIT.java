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
    private static final int UNREAD_ROOMS = 10;
    private static final byte[] MESSAGE = new byte[16_384];
    private static final String CUT_OFF = "gateway_slow_consumers_total{policy=\"disconnect\"}";
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
            Leavers leavers = new Leavers(clients);
            assertThat(gateway.stop()).isZero();
            assertThat(leavers.codes()).hasSize(clients.size()).containsOnly(1012);
        } finally {
            RawClient.closeAll(clients);
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
    void it_stays_within_its_memory_under_load_and_more_unread_than_it_may_hold() throws Exception {
        int mebibytes = 320; // below that the JVM takes more than 40 % for the heap
        long unreadAtMost = mebibytes * MEBIBYTE / 10; // half of direct memory
        List<RawClient> slow = new ArrayList<>();
        try (Deployment gateway =
                        Deployment.start(new Plan(Map.of("SLUICE_LIMITS_PENDING_BYTES", "16MiB"), mebibytes, false));
                Child idle = load(gateway, "idle", "--connections", "3000", "--seconds", "15");
                Child busy = load(
                        gateway,
                        "fanout",
                        "--envelope",
                        "--connections",
                        "200",
                        "--rooms",
                        "10",
                        "--rate",
                        "25",
                        "--size",
                        "4000",
                        "--seconds",
                        "20")) {
            assertThat(heapAtMost(gateway))
                    .isBetween(mebibytes * MEBIBYTE * 3 / 10, mebibytes * MEBIBYTE * 4 / 10 + MEBIBYTE);
            // Each may leave more unread than it does here; together they may not, by far.
            long most = 0;
            for (int room = 0; room < UNREAD_ROOMS; room++) {
                String path = "/rooms/unread-" + room;
                slow.add(RawClient.connectWithSmallBuffer(gateway.address()).upgrade(path));
                publish(gateway, path);
                most = Math.max(most, gateway.metrics().value("gateway_buffered_bytes"));
            }
            // Each of two lanes has its half of the bound, and all readers may be on one.
            assertThat(most).isBetween(unreadAtMost / 4, unreadAtMost);
            assertThat(gateway.metrics().value(CUT_OFF)).isPositive();
            assertThat(idle.exitCode()).describedAs(idle + "\n" + gateway.log()).isZero();
            // While memory is full publishers wait, so that what they say may come after the end.
            busy.exitCode();
            assertThat(busy.out()).anyMatch(line -> line.contains("201 opened, none dropped"));
            assertThat(gateway.isRunning()).isTrue();
            System.out.printf(
                    "[deployment] of %d MiB: %d at the most, %.1f unread%n",
                    mebibytes, gateway.peakBytes() / MEBIBYTE, (double) most / MEBIBYTE);
            try (RawClient client = RawClient.open(gateway.address(), "/echo")) {
                client.sendText("hello");
                assertThat(client.readFrame().text()).isEqualTo("hello");
            }
        } finally {
            RawClient.closeAll(slow);
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

    /** Sends 8 MiB, of which the kernel takes most. */
    private static void publish(Deployment gateway, String room) throws IOException {
        try (RawClient client = RawClient.open(gateway.address(), room)) {
            for (int i = 0; i < 512; i++) {
                client.sendFrame(0x82, MESSAGE);
            }
        }
    }

    /** Runs the load generator. */
    private static Child load(Deployment gateway, String scenario, String... options) throws IOException {
        List<Object> command = new ArrayList<>(List.of(Tools.java(), "-jar", Tools.jar(), "load", scenario));
        command.addAll(List.of("--url", "ws://127.0.0.1:" + gateway.port()));
        command.addAll(List.of(options));
        return Child.start(Tools.TARGET, command);
    }
}
