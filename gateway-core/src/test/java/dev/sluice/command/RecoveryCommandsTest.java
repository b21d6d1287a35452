package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.WireFormat;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.metric.Label;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.Namespaces;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.Remembering;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that comes back is told of what it has missed. */
class RecoveryCommandsTest extends RememberingRooms {
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void who_comes_back_gets_what_it_has_missed_and_then_what_is_new(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        Client reader = new Client().join();
        publisher.publish(1, 2);
        reader.end();
        publisher.publish(3, 5);
        Client again = new Client();
        again.say(join(epoch(), 2));
        publisher.publish(6, 6);
        assertThat(again.heard().get(0))
                .isEqualTo(json("{'type':'joined','id':1,'room':'" + room() + "','epoch':'" + epoch()
                        + "','offset':5,'recovered':true}"));
        assertThat(again.heard().get(1))
                .isEqualTo(json("{'type':'message','room':'" + room() + "','offset':3,'from':'" + publisher.id
                        + "','data':3}"));
        assertThat(again.offsets()).containsExactly(3, 4, 5, 6);
        assertThat(reader.offsets()).containsExactly(1, 2);
        assertThat(rooms.reading().value(MeterName.RECOVERIES, Label.Recovery.RECOVERED))
                .isEqualTo(1);
    }

    @Test
    void what_is_not_remembered_is_said_and_the_present_begins() {
        Client publisher = new Client().join();
        publisher.publish(1, REMEMBERED + 1);
        Client unknownEpoch = new Client();
        unknownEpoch.say(join("nonsense", REMEMBERED));
        Client gap = new Client();
        gap.say(join(epoch(), 0));
        Client future = new Client();
        future.say(join(epoch(), REMEMBERED + 2));
        publisher.publish(REMEMBERED + 2, REMEMBERED + 2);
        for (Client client : List.of(unknownEpoch, gap, future)) {
            assertThat(client.heard().get(0))
                    .contains("\"offset\":" + (REMEMBERED + 1) + ",")
                    .endsWith("\"recovered\":false}");
            assertThat(client.offsets()).containsExactly(REMEMBERED + 2);
        }
        assertThat(rooms.reading().value(MeterName.RECOVERIES, Label.Recovery.UNRECOVERABLE))
                .isEqualTo(3);
        Client justInTime = new Client();
        justInTime.say(join(epoch(), 2));
        assertThat(justInTime.offsets()).hasSize(REMEMBERED).startsWith(3);
    }

    @Test
    void who_has_missed_nothing_has_recovered_though_it_was_the_last_member() {
        Client alone = new Client().join();
        String epoch = epoch();
        alone.end();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        Client again = new Client();
        again.say(join(epoch, 0));
        assertThat(again.heard()).singleElement().asString().endsWith("\"recovered\":true}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_slow_reader_gets_page_by_page_and_loses_nothing_of_what_is_said_meanwhile(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client slow = slowReader();
        assertThat(slow.offsets()).hasSize(PAGE);
        publisher.publish(21, 22);
        assertThat(slow.offsets()).as("not before its turn").hasSize(PAGE);
        for (int pages = 2; slow.outlet.isWaitedFor(); pages++) {
            slow.outlet.take();
            rooms.lanes().settle();
            assertThat(slow.offsets()).hasSizeLessThanOrEqualTo(pages * PAGE);
        }
        publisher.publish(23, 23);
        assertThat(slow.offsets())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 23).boxed().toList());
    }

    @Test
    void rooms_take_turns_and_one_with_little_to_say_does_not_wait_for_another() {
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        String epochHere = epoch();
        owner = 1;
        publisher.join().publish(1, 2);
        Client slow = new Client();
        slow.outlet.beSlow();
        owner = 0;
        slow.hear(join(epochHere, 0));
        owner = 1;
        slow.say(join(epoch(), 0));
        for (int pages = 0; pages < 2; pages++) {
            slow.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(slow.heard()).filteredOn(text -> text.contains(room())).hasSize(3);
        while (slow.outlet.isWaitedFor()) {
            slow.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(slow.offsets()).hasSize(22);
    }

    @Test
    void who_reads_more_slowly_than_the_room_forgets_is_closed_and_gets_no_broken_run() {
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client slow = slowReader();
        publisher.publish(21, 20 + REMEMBERED);
        slow.outlet.take();
        rooms.lanes().settle();
        assertThat(slow.outlet.isClosedSlow()).isTrue();
        publisher.publish(100, 100);
        assertThat(slow.offsets()).hasSize(PAGE);
        assertThat(rooms.reading().value(MeterName.RECOVERIES, Label.Recovery.OVERTAKEN))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void who_leaves_in_the_middle_gets_no_more_and_may_come_back(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        Client slow = slowReader();
        slow.say("{'type':'leave','id':2,'room':'" + room() + "'}");
        slow.outlet.take();
        rooms.lanes().settle();
        publisher.publish(21, 21);
        assertThat(slow.offsets()).hasSize(PAGE);
        assertThat(slow.heard()).last().asString().contains("\"left\"");
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isEqualTo(1);
        slow.say(join(epoch(), PAGE));
        while (slow.outlet.isWaitedFor()) {
            slow.outlet.take();
            rooms.lanes().settle();
        }
        assertThat(slow.offsets())
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
    }

    @Test
    void who_leaves_before_its_turn_is_answered_in_order() {
        owner = 1;
        Client publisher = new Client().join();
        publisher.publish(1, 20);
        String epoch = epoch();
        Client slow = new Client();
        slow.outlet.beSlow();
        slow.say(join(epoch, 0));
        owner = 0;
        slow.say(join("any", 0));
        slow.say("{'type':'leave','id':2,'room':'" + room() + "'}");
        assertThat(slow.heard())
                .filteredOn(text -> text.contains(room()))
                .satisfiesExactly(
                        joined -> assertThat(joined).contains("joined").endsWith("\"recovered\":false}"),
                        left -> assertThat(left).contains("left"));
    }

    @Test
    void a_message_of_a_raw_member_is_remembered_as_what_it_is() {
        Client envelope = new Client().join();
        String epoch = epoch();
        envelope.end();
        ManualRooms.Client raw = rooms.client(0, WireFormat.RAW, new RoomName(room()));
        rooms.lanes().lane(0).turn(raw::join);
        rooms.lanes().lane(0).turn(() -> {
            raw.publishRaw("say \"hi\"");
            raw.publish(PayloadType.BINARY, "\u0001\u0002", raw.seat());
        });
        Client again = new Client();
        again.say(join(epoch, 0));
        assertThat(again.heard().get(1)).endsWith(json("'data':'say \\'hi\\''}").replace("\\\"", "\\\""));
        assertThat(again.heard().get(2)).endsWith(json(",'encoding':'base64','data':'AQI='}"));
        assertThat(raw.messages()).as("not to oneself").isEmpty();
        rooms.lanes().lane(0).turn(raw::leave);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_room_that_knows_keys_alone_has_nothing_to_recover_from(int lane) {
        rooms.namespaces(Namespaces.OPEN);
        rooms.lanes().settle();
        owner = lane;
        Client publisher = new Client().join();
        String epoch = epoch();
        publisher.say(keyed("k", 1));
        publisher.publish(2, 2);
        Client again = new Client();
        again.say(join(epoch, 1));
        assertThat(again.heard()).singleElement().asString().endsWith("\"offset\":2,\"recovered\":false}");
        publisher.publish(3, 3);
        assertThat(again.offsets()).containsExactly(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void what_was_said_while_rules_forbade_to_remember_it_leaves_no_wrong_offsets(int lane) {
        owner = lane;
        Client publisher = new Client().join();
        String epoch = epoch();
        publisher.publish(1, 2);
        rooms.namespaces(Namespaces.OPEN);
        rooms.lanes().settle();
        publisher.publish(3, 3);
        Client meanwhile = new Client();
        rooms.namespaces(Remembering.everywhere(REMEMBERED, 1 << 20, Duration.ofMinutes(10)));
        rooms.lanes().settle();
        meanwhile.say(join(epoch, 2));
        assertThat(meanwhile.heard()).singleElement().asString().endsWith("\"recovered\":false}");
        publisher.publish(4, 4);
        Client behind = new Client();
        behind.say(join(epoch, 2));
        assertThat(behind.heard()).singleElement().asString().endsWith("\"recovered\":false}");
        Client again = new Client();
        again.say(join(epoch, 3));
        assertThat(again.offsets()).containsExactly(4);
        again.say(history("'limit':9"));
        assertThat(again.pages()).containsExactly("4");
    }

    /** Has missed everything, and got the first page of it. */
    private Client slowReader() {
        Client slow = new Client();
        slow.outlet.beSlow();
        slow.say(join(epoch(), 0));
        return slow;
    }
}
