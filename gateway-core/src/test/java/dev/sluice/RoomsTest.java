package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.limit.Limits;
import dev.sluice.message.RoomName;
import dev.sluice.metric.MeterName;
import dev.sluice.room.RoomStatus;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a thread outside the lanes asks of rooms, on real lanes. */
class RoomsTest {
    private static final RoomName ROOM = new RoomName("lobby");
    private static final int MOST_WAITING = 1024;

    @Test
    void each_kind_of_message_reaches_raw_and_envelope_members_from_nobody() throws Exception {
        try (Gateway gateway = Gateway.start(Gateways.options().lanes(3).build());
                RawClient raw = RawClient.open(gateway, "/rooms/lobby");
                RawClient envelope = joined(gateway, "lobby")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            Rooms rooms = gateway.rooms();
            assertThat(get(rooms.publish(ROOM, Outgoing.json("{ \"a\" : 1.50 }"))))
                    .isEqualTo(1);
            assertThat(get(rooms.publish(ROOM, Outgoing.text("say \"ä\"")))).isEqualTo(2);
            assertThat(get(rooms.publish(ROOM, Outgoing.binary(new byte[] {(byte) 0xC0, (byte) 0xFF, (byte) 0xEE}))))
                    .isEqualTo(3);
            assertThat(raw.readFrame().toString()).isEqualTo("81:{ \"a\" : 1.50 }");
            assertThat(raw.readFrame().toString()).isEqualTo("81:say \"ä\"");
            RawClient.Frame binary = raw.readFrame();
            assertThat(binary.first()).isEqualTo(0x82);
            assertThat(binary.payload()).containsExactly(0xC0, 0xFF, 0xEE);
            assertThat(envelope.readFrame().text())
                    .isEqualTo("{\"type\":\"message\",\"room\":\"lobby\",\"offset\":1,\"data\":{ \"a\" : 1.50 }}");
            assertThat(envelope.readFrame().text())
                    .isEqualTo("{\"type\":\"message\",\"room\":\"lobby\",\"offset\":2,\"data\":\"say \\\"ä\\\"\"}");
            assertThat(envelope.readFrame().text())
                    .isEqualTo("{\"type\":\"message\",\"room\":\"lobby\",\"offset\":3,\"encoding\":\"base64\","
                            + "\"data\":\"wP/u\"}");
        }
    }

    @Test
    void the_order_is_that_of_the_calls_and_a_room_without_members_gets_nothing() throws Exception {
        try (Gateway gateway = Gateway.start(Gateways.options().lanes(3).build());
                RawClient one = RawClient.open(gateway, "/rooms/one");
                RawClient two = RawClient.open(gateway, "/rooms/two")) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 2);
            List<Post> posts = new ArrayList<>();
            for (int i = 1; i <= 100; i++) {
                posts.add(new Post(new RoomName("one"), Outgoing.text("one " + i)));
                posts.add(new Post(new RoomName("two"), Outgoing.text("two " + i)));
                posts.add(new Post(new RoomName("nobody"), Outgoing.text("none")));
            }
            List<OptionalLong> offsets = get(gateway.rooms().publish(posts));
            for (int i = 1; i <= 100; i++) {
                assertThat(offsets.subList(3 * i - 3, 3 * i))
                        .containsExactly(OptionalLong.of(i), OptionalLong.of(i), OptionalLong.of(0));
                assertThat(one.readFrame().text()).isEqualTo("one " + i);
                assertThat(two.readFrame().text()).isEqualTo("two " + i);
            }
            assertThat(get(gateway.rooms().find(new RoomName("nobody")))).isEmpty();
            assertThat(get(gateway.rooms().publish(List.of()))).isEmpty();
        }
    }

    @Test
    void what_is_no_message_is_refused_at_once() throws IOException {
        assertThatThrownBy(() -> Outgoing.json("{\"a\":1} 2")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outgoing.json("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outgoing.json("[".repeat(2000) + "]".repeat(2000)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outgoing.json("\"\ud800\"")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Outgoing.text("\udc00")).isInstanceOf(IllegalArgumentException.class);
        try (Gateway gateway = Gateway.start(Gateways.options()
                .limits(Limits.builder().messageBytes(10).build())
                .build())) {
            assertThat(gateway.rooms().mostMessageBytes()).isEqualTo(10);
            assertThatThrownBy(() -> gateway.rooms().publish(ROOM, Outgoing.text("eleven bytes".substring(0, 11))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("10 bytes");
            assertThatThrownBy(() -> gateway.rooms().list("", "", 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> gateway.rooms().list("", "", Rooms.MOST_LISTED + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void rooms_are_listed_over_all_lanes_in_the_order_of_their_names() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (Gateway gateway = Gateway.start(Gateways.options().lanes(3).build());
                AutoCloseable leaving = () -> RawClient.closeAll(clients)) {
            for (int i = 0; i < 30; i++) {
                clients.add(RawClient.open(gateway, "/rooms/chat%3A" + (10 + i)));
            }
            clients.add(RawClient.open(gateway, "/rooms/chat%3A10"));
            clients.add(RawClient.open(gateway, "/rooms/a"));
            clients.add(RawClient.open(gateway, "/rooms/z"));
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 33);
            Rooms rooms = gateway.rooms();
            assertThat(names(get(rooms.list("", "", 3)))).containsExactly("a", "chat:10", "chat:11");
            RoomPage first = get(rooms.list("chat:", "", 29));
            assertThat(first.rooms()).hasSize(29);
            assertThat(first.more()).isTrue();
            assertThat(first.rooms().get(0).members()).isEqualTo(2);
            RoomPage rest = get(rooms.list("chat:", "chat:38", 29));
            assertThat(names(rest)).containsExactly("chat:39");
            assertThat(rest.more()).isFalse();
            assertThat(get(rooms.list("", "z", 5)).rooms()).isEmpty();
            assertThat(get(rooms.list("chat", "b", 1)).rooms())
                    .extracting(RoomStatus::name)
                    .containsExactly(new RoomName("chat:10"));
            assertThat(get(rooms.publish(new RoomName("a"), Outgoing.text("x"))))
                    .isEqualTo(1);
            RoomStatus a = get(rooms.find(new RoomName("a"))).orElseThrow();
            assertThat(a.members()).isEqualTo(1);
            assertThat(a.position().offset()).isEqualTo(1);
            // The index, which is there now, follows.
            clients.get(31).close();
            clients.add(RawClient.open(gateway, "/rooms/b"));
            Gateways.await("the list", () -> names(get(rooms.list("", "", 2))).equals(List.of("b", "chat:10")));
        }
    }

    @Test
    void a_lane_that_is_held_up_gets_so_many_calls_and_no_more_and_then_goes_on() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(1)
                        .conversation("/block", session -> (kind, payload) -> awaitOnLane(release))
                        .build());
                RawClient member = RawClient.open(gateway, "/rooms/lobby");
                RawClient client = RawClient.open(gateway, "/block");
                AutoCloseable last = release::countDown) {
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 1);
            client.sendText("block");
            Gateways.awaitTotal(gateway, MeterName.MESSAGES_RECEIVED, 1);
            List<CompletableFuture<Long>> calls = new ArrayList<>();
            for (int i = 0; i < 3 * MOST_WAITING; i++) {
                calls.add(gateway.rooms().publish(ROOM, Outgoing.text("x")));
            }
            assertThat(calls.subList(0, MOST_WAITING)).noneMatch(CompletableFuture::isDone);
            assertThat(calls.subList(MOST_WAITING, calls.size()))
                    .allSatisfy(call -> assertThat(reasonOf(call)).isEqualTo(CallRefused.Reason.BUSY));
            release.countDown();
            for (int i = 0; i < MOST_WAITING; i++) {
                assertThat(get(calls.get(i))).isEqualTo(i + 1);
                assertThat(member.readFrame().text()).isEqualTo("x");
            }
            assertThat(get(gateway.rooms().publish(ROOM, Outgoing.text("after"))))
                    .isEqualTo(MOST_WAITING + 1);
        }
    }

    @Test
    void bytes_that_wait_for_a_lane_are_bounded_too() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        try (Gateway gateway = Gateway.start(Gateways.options()
                        .lanes(1)
                        .conversation("/block", session -> (kind, payload) -> awaitOnLane(release))
                        .build());
                RawClient client = RawClient.open(gateway, "/block");
                AutoCloseable last = release::countDown) {
            client.sendText("block");
            Gateways.awaitTotal(gateway, MeterName.MESSAGES_RECEIVED, 1);
            Outgoing large = Outgoing.binary(new byte[64 * 1024]);
            int taken = 0;
            while (!gateway.rooms().publish(ROOM, large).isCompletedExceptionally()) {
                taken++;
            }
            assertThat(taken).isEqualTo(127); // 8 MiB of them and of what they cost beside
        }
    }

    @Test
    void while_clients_are_behind_a_call_is_refused_and_not_when_they_have_gone() throws Exception {
        Limits limits = Limits.builder().bufferedBytes(1024 * 1024).build();
        try (Gateway gateway =
                Gateway.start(Gateways.options().lanes(1).limits(limits).build())) {
            Outgoing large = Outgoing.binary(new byte[64 * 1024]);
            try (RawClient slow = RawClient.connectWithSmallBuffer(gateway).upgrade("/rooms/lobby")) {
                Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 1);
                Gateways.await("refusal", () -> {
                    CompletableFuture<Long> call = gateway.rooms().publish(ROOM, large);
                    return call.handle((offset, failure) -> failure != null).join()
                            && reasonOf(call) == CallRefused.Reason.BUSY;
                });
            }
            Gateways.awaitTotal(gateway, MeterName.MEMBERSHIPS, 0);
            Gateways.await("relief", () -> gateway.rooms()
                    .publish(ROOM, large)
                    .handle((offset, failure) -> failure == null)
                    .join());
        }
    }

    @Test
    void a_stopped_gateway_says_so() throws IOException {
        Gateway gateway = Gateways.start();
        gateway.close();
        assertThat(reasonOf(gateway.rooms().publish(ROOM, Outgoing.text("x")))).isEqualTo(CallRefused.Reason.STOPPED);
    }

    private static RawClient joined(Gateway gateway, String room) throws IOException {
        RawClient client = RawClient.open(gateway, "/ws");
        assertThat(client.readFrame().text()).contains("welcome");
        client.sendText("{\"type\":\"join\",\"id\":1,\"room\":\"" + room + "\"}");
        assertThat(client.readFrame().text()).contains("joined");
        return client;
    }

    private static List<String> names(RoomPage page) {
        return page.rooms().stream().map(room -> room.name().text()).toList();
    }

    static CallRefused.Reason reasonOf(CompletableFuture<?> call) {
        try {
            throw new AssertionError("not refused: " + call.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CallRefused refused) {
                return refused.reason();
            }
            throw new AssertionError(e);
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static <T> T get(CompletableFuture<T> call) {
        try {
            return call.get(20, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitOnLane(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
