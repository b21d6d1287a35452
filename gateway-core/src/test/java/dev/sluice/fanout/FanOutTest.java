package dev.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Client;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a turn brings to the members of a room, and in how many buffers. */
class FanOutTest {
    private final ManualRooms rooms = new ManualRooms(2);
    private final RoomName room = rooms.roomOf(0);
    private final Client ann = rooms.client(0, WireFormat.RAW, room);
    private final Client bob = rooms.client(0, WireFormat.RAW, room);
    private final Client far = rooms.client(1, WireFormat.RAW, room);

    @AfterEach
    void nothing_is_kept() {
        rooms.lanes().settle();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    @Test
    void a_member_gets_one_buffer_a_turn_however_many_messages_it_brought() {
        join(ann, bob, far);
        turn(() -> {
            ann.publishRaw("1");
            ann.publishRaw("2");
            assertThat(bob.messages()).as("before the turn's end").isEmpty();
            ann.publishRaw("3");
        });
        assertThat(bob.messages()).containsExactly("1", "2", "3");
        assertThat(bob.outlet().deliveries()).containsExactly(3);
        assertThat(rooms.lanes().lane(1).waitingTasks()).isEqualTo(1);
        rooms.lanes().settle();
        assertThat(far.outlet().deliveries()).containsExactly(3);
        assertThat(far.messages()).containsExactly("1", "2", "3");
    }

    @Test
    void all_members_of_a_lane_share_the_bytes() {
        Client cid = rooms.client(0, WireFormat.RAW, room);
        join(ann, bob, cid);
        turn(() -> rooms.client(0, WireFormat.RAW, room).publishRaw("to all"));
        assertThat(ann.outlet().addresses()).hasSize(1).isEqualTo(bob.outlet().addresses());
        assertThat(cid.outlet().addresses()).isEqualTo(bob.outlet().addresses());
    }

    @Test
    void a_raw_publisher_gets_all_but_its_own() {
        join(ann, bob, far);
        turn(() -> {
            ann.publishRaw("a1");
            bob.publishRaw("b1");
            ann.publishRaw("a2");
            ann.publishRaw("a3");
            bob.publish(PayloadType.BINARY, "b2", bob.seat());
        });
        assertThat(ann.messages()).containsExactly("b1", "0x6232");
        assertThat(bob.messages()).containsExactly("a1", "a2", "a3");
        rooms.lanes().settle();
        assertThat(far.messages()).containsExactly("a1", "b1", "a2", "a3", "0x6232");
        turn(() -> ann.publishRaw("a4"));
        assertThat(ann.outlet().deliveries())
                .as("nothing to deliver, no delivery")
                .containsExactly(2);
        turn(() -> bob.publishRaw("b3"));
        assertThat(ann.messages()).containsExactly("b1", "0x6232", "b3");
    }

    @Test
    void what_a_publisher_gets_of_others_pins_no_memory_for_its_own() {
        join(ann, bob);
        turn(() -> {
            ann.publishRaw("a".repeat(50_000));
            bob.publishRaw("b");
            ann.publishRaw("a".repeat(50_000));
        });
        assertThat(ann.messages()).containsExactly("b");
        assertThat(ann.outlet().unusedBytes()).containsExactly(0);
    }

    @Test
    void a_publisher_on_another_lane_is_spared_its_own_too() {
        Client other = rooms.client(1, WireFormat.RAW, room);
        join(ann, far, other);
        rooms.lanes().lane(1).turn(() -> far.publishRaw("f"));
        rooms.lanes().settle();
        assertThat(far.messages()).isEmpty();
        assertThat(other.messages()).containsExactly("f");
        assertThat(ann.messages()).containsExactly("f");
    }

    @Test
    void each_member_gets_the_format_that_it_speaks() {
        Client envelope = rooms.client(0, WireFormat.ENVELOPE, room);
        join(ann, bob, envelope);
        turn(() -> {
            ann.publishRaw("hi");
            envelope.publishJson("{ }");
            bob.publish(PayloadType.BINARY, "\u0001", bob.seat());
        });
        assertThat(ann.messages()).containsExactly("{ }", "0x01");
        assertThat(bob.messages()).containsExactly("hi", "{ }");
        assertThat(envelope.messages())
                .containsExactly(
                        message(1, ann, "\"data\":\"hi\""),
                        message(2, envelope, "\"data\":{ }"),
                        message(3, bob, "\"encoding\":\"base64\",\"data\":\"AQ==\""));
    }

    @Test
    void a_message_is_compressed_once_for_all_who_share_a_format() {
        List<Client> members = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            members.add(rooms.client(0, WireFormat.RAW_DEFLATED, room));
            members.add(rooms.client(0, WireFormat.ENVELOPE_DEFLATED, room));
        }
        join(ann, bob);
        join(members.toArray(Client[]::new));
        String json = "[" + "1234567890,".repeat(20) + "0]";
        turn(() -> {
            bob.publishJson(json);
            bob.publishRaw("short");
        });
        assertThat(rooms.compressions())
                .as("the long one in either format, the short one in its envelope")
                .isEqualTo(3);
        assertThat(ann.messages()).containsExactly(json, "short");
        for (int i = 0; i < members.size(); i += 2) {
            assertThat(members.get(i).messages()).containsExactly(json, "short");
            assertThat(members.get(i + 1).messages())
                    .containsExactly(message(1, bob, "\"data\":" + json), message(2, bob, "\"data\":\"short\""));
        }
    }

    @Test
    void a_compressing_publisher_is_spared_its_own_and_gets_the_others() {
        Client deflating = rooms.client(0, WireFormat.RAW_DEFLATED, room);
        join(ann, deflating);
        turn(() -> {
            ann.publishRaw("a".repeat(100));
            deflating.publishRaw("d".repeat(100));
            ann.publishRaw("b".repeat(100));
        });
        assertThat(deflating.messages()).containsExactly("a".repeat(100), "b".repeat(100));
        assertThat(ann.messages()).containsExactly("d".repeat(100));
    }

    @Test
    void who_comes_or_goes_in_the_middle_of_a_turn_gets_just_its_part() {
        join(ann, bob);
        turn(() -> {
            ann.publishRaw("1");
            bob.leave();
            assertThat(bob.messages()).as("what came before it left").containsExactly("1");
            ann.publishRaw("2");
        });
        Client late = rooms.client(0, WireFormat.RAW, room);
        turn(() -> {
            ann.publishRaw("3");
            late.join();
            ann.publishRaw("4");
            ann.leave();
        });
        assertThat(late.messages()).containsExactly("4");
        assertThat(ann.messages()).isEmpty();
        turn(() -> late.publishRaw("to nobody else"));
        assertThat(late.messages()).containsExactly("4");
    }

    @Test
    void a_join_that_is_given_up_on_its_way_seats_nobody() {
        join(ann);
        rooms.lanes().lane(1).turn(far::join);
        rooms.lanes().lane(1).turn(far::leave);
        turn(() -> ann.publishRaw("1"));
        rooms.lanes().settle();
        assertThat(far.messages()).isEmpty();
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
    }

    @ParameterizedTest(name = "at {0}")
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void a_member_that_is_thrown_out_while_it_is_served_costs_nobody_a_message(int place) {
        List<Client> members = members(7);
        Client leaver = members.get(place);
        leaver.outlet().onDelivery(leaver::leave);
        turn(() -> rooms.client(0, WireFormat.RAW, room).publishRaw("1"));
        assertThat(members).allSatisfy(member -> assertThat(member.messages()).containsExactly("1"));
        turn(() -> rooms.client(0, WireFormat.RAW, room).publishRaw("2"));
        members.remove(leaver);
        assertThat(members).allSatisfy(member -> assertThat(member.messages()).containsExactly("1", "2"));
        assertThat(leaver.messages()).containsExactly("1");
    }

    @Test
    void all_members_may_be_thrown_out_while_they_are_served() {
        List<Client> members = members(9);
        members.forEach(member -> member.outlet().onDelivery(member::leave));
        turn(() -> {
            members.get(4).publishRaw("from within");
            rooms.client(0, WireFormat.RAW, room).publishRaw("1");
        });
        assertThat(members.get(4).messages()).containsExactly("1");
        members.remove(4);
        assertThat(members).allSatisfy(member -> assertThat(member.messages()).containsExactly("from within", "1"));
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
    }

    @Test
    void a_turn_that_failed_half_way_is_no_part_of_the_next() {
        join(ann, bob);
        bob.outlet().onDelivery(() -> {
            throw new OutOfMemoryError("a test's");
        });
        assertThatThrownBy(() -> turn(() -> {
                    ann.publishRaw("a1");
                    ann.publishRaw("a2");
                }))
                .isInstanceOf(OutOfMemoryError.class);
        bob.outlet().onDelivery(() -> {});
        turn(() -> bob.publishRaw("b1"));
        turn(() -> bob.publishRaw("b2"));
        assertThat(ann.messages()).containsExactly("b1", "b2");
    }

    @Test
    void who_leaves_while_a_delivery_to_another_fails_has_left() {
        Client publisher = rooms.client(0, WireFormat.RAW, room);
        join(ann, bob, far);
        bob.outlet().onDelivery(() -> {
            throw new OutOfMemoryError("a test's");
        });
        assertThatThrownBy(() -> turn(() -> {
                    publisher.publishRaw("1");
                    ann.leave();
                }))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(2);
        bob.outlet().onDelivery(() -> {});
        turn(() -> publisher.publishRaw("2"));
        assertThat(ann.messages()).isEmpty();
        assertThat(bob.messages()).endsWith("2");
        turn(bob::leave);
        rooms.lanes().lane(1).turn(far::leave);
        rooms.lanes().settle();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
    }

    @Test
    void a_large_batch_is_delivered_before_the_turn_ends() {
        join(ann, bob);
        String large = "x".repeat(64 * 1024);
        turn(() -> {
            IntStream.range(0, 10).forEach(i -> ann.publishRaw(large));
            assertThat(bob.messages()).hasSize(8);
        });
        assertThat(bob.outlet().deliveries()).containsExactly(4, 4, 2);
    }

    @Test
    void a_publication_that_finds_nobody_any_more_is_dropped() {
        join(far);
        turn(() -> rooms.client(0, WireFormat.RAW, room).publishRaw("1"));
        rooms.lanes().lane(1).turn(far::leave, 0);
        rooms.lanes().settle();
        assertThat(far.messages()).isEmpty();
        assertThat(rooms.reading().buckets(MeterName.FANOUT_RECIPIENTS)).containsOnly(0);
    }

    @Test
    void a_lane_whose_last_member_has_left_is_not_bothered() {
        join(ann, bob, far);
        rooms.lanes().lane(1).turn(far::leave);
        rooms.lanes().settle();
        turn(() -> ann.publishRaw("1"));
        assertThat(rooms.lanes().lane(1).isBusy()).isFalse();
    }

    @Test
    void recipients_and_latency_are_counted_once_for_each_lane_with_members() {
        join(ann, bob, far);
        turn(() -> ann.publishRaw("1"));
        rooms.lanes().pass(Duration.ofMillis(3));
        rooms.lanes().settle();
        assertThat(rooms.reading().sum(MeterName.FANOUT_RECIPIENTS)).isEqualTo(2);
        assertThat(IntStream.of(0, 1)
                        .mapToLong(i -> rooms.reading().buckets(MeterName.FANOUT_RECIPIENTS)[i])
                        .sum())
                .isEqualTo(2);
        assertThat(rooms.reading().sum(MeterName.FANOUT_LATENCY))
                .isEqualTo(Duration.ofMillis(3).toNanos());
    }

    private void turn(Runnable reads) {
        rooms.lanes().lane(0).turn(reads);
    }

    private void join(Client... clients) {
        for (Client client : clients) {
            rooms.lanes().lane(client.lane()).turn(client::join);
            rooms.lanes().settle();
        }
    }

    private List<Client> members(int count) {
        List<Client> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(rooms.client(0, WireFormat.RAW, room));
        }
        turn(() -> members.forEach(Client::join));
        return members;
    }

    private String message(long offset, Client from, String data) {
        return "{\"type\":\"message\",\"room\":\"" + room + "\",\"offset\":" + offset + ",\"from\":\"" + from.id()
                + "\"," + data + "}";
    }
}
