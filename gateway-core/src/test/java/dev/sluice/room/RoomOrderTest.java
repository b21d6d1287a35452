package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.WireFormat;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.ManualRooms.Client;
import dev.sluice.testing.ManualRooms.Taken;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Three lanes, a room on each, members on all of them who come, publish and go, in turns of random order and length. Whatever the
 * interleaving, each member sees one unbroken run of its room's messages, in the one order that the room gave them.
 */
class RoomOrderTest {
    private static final int LANES = 3;
    private static final int TURNS = 250;

    private final ManualRooms rooms = new ManualRooms(LANES);
    private final List<Member> everybody = new ArrayList<>();
    private final List<List<Member>> presentOnLane = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    @Property(tries = 150)
    void every_member_sees_an_unbroken_run_in_the_order_of_the_room(@ForAll long seed) {
        new RoomOrderTest().run(new Random(seed));
    }

    private void run(Random random) {
        for (int i = 0; i < TURNS; i++) {
            int lane = random.nextInt(LANES);
            rooms.lanes().lane(lane).turn(() -> reads(random, lane), random.nextInt(4));
        }
        rooms.lanes().settle(random);

        assertThat(rooms.taken()).isNotEmpty();
        offsetsAreGivenOutOneByOne();
        nothingThatAMemberPublishedIsLostOrOvertaken();
        everybody.forEach(this::seesAnUnbrokenRun);
        assertThat(rooms.total(MeterName.MEMBERSHIPS))
                .isEqualTo(presentOnLane.stream().mapToInt(List::size).sum());

        for (List<Member> present : presentOnLane) {
            present.forEach(member -> rooms.lanes().lane(member.client.lane()).turn(member::leave));
        }
        rooms.lanes().settle(random);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
        assertThat(rooms.total(MeterName.ROOMS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
    }

    /** What the sockets of one lane bring in one turn. */
    private void reads(Random random, int lane) {
        List<Member> present = presentOnLane.get(lane);
        for (int i = random.nextInt(5); i > 0; i--) {
            int dice = random.nextInt(10);
            if (present.isEmpty() || dice == 0) {
                Member member = new Member(random, lane);
                everybody.add(member);
                present.add(member);
                member.join();
            } else if (dice == 1) {
                present.remove(random.nextInt(present.size())).leave();
            } else {
                present.get(random.nextInt(present.size())).publish(random);
            }
        }
    }

    private void offsetsAreGivenOutOneByOne() {
        Map<String, Long> last = new HashMap<>();
        for (Taken taken : rooms.taken()) {
            long before = last.getOrDefault(taken.epoch(), 0L);
            assertThat(taken.offset()).isEqualTo(before + 1);
            last.put(taken.epoch(), taken.offset());
        }
    }

    private void nothingThatAMemberPublishedIsLostOrOvertaken() {
        for (Member member : everybody) {
            assertThat(rooms.taken().stream()
                            .filter(taken -> taken.from().equals(member.client.id()))
                            .map(taken -> unquoted(taken.payload())))
                    .containsExactlyElementsOf(member.published);
        }
    }

    private void seesAnUnbrokenRun(Member member) {
        List<String> seen = member.client.messages();
        if (member.joinedAt == null) {
            assertThat(member.hasLeft).isTrue();
            assertThat(seen).isEmpty();
            return;
        }
        List<String> run = rooms.taken().stream()
                .filter(taken -> taken.epoch().equals(member.joinedAt.epoch()))
                .filter(taken -> taken.offset() > member.joinedAt.offset())
                .filter(taken -> !member.raw || !isOwnRaw(taken, member))
                .map(taken -> member.raw ? taken.payload() : enveloped(taken))
                .toList();
        int until = member.hasLeft ? Math.min(seen.size(), run.size()) : run.size();
        assertThat(seen).containsExactlyElementsOf(run.subList(0, until));
    }

    private static boolean isOwnRaw(Taken taken, Member member) {
        return taken.from().equals(member.client.id());
    }

    private static String enveloped(Taken taken) {
        return "{\"type\":\"message\",\"room\":\"" + taken.room() + "\",\"offset\":" + taken.offset() + ",\"from\":\""
                + taken.from() + "\",\"data\":\"" + unquoted(taken.payload()) + "\"}";
    }

    private static String unquoted(String payload) {
        return payload.replace("\"", "");
    }

    private final class Member {
        private final Client client;
        private final boolean raw;
        private final RoomName room;
        private final List<String> published = new ArrayList<>();
        private StreamPosition joinedAt;
        private boolean hasLeft;

        Member(Random random, int lane) {
            raw = random.nextBoolean();
            room = rooms.roomOf(random.nextInt(LANES));
            client = rooms.client(lane, raw ? WireFormat.RAW : WireFormat.ENVELOPE, room);
        }

        void join() {
            rooms.directory(client.lane()).shardOf(room).join(client.seat(), client.entry(), answer -> {
                assertThat(rooms.lanes().lane(client.lane()).isCurrent()).isTrue();
                assertThat(client.messages()).as("messages before the answer").isEmpty();
                assertThat(joinedAt).as("answered twice").isNull();
                if (!hasLeft) {
                    joinedAt = answer.position();
                }
            });
        }

        void publish(Random random) {
            String text = client.id() + "-" + published.size();
            published.add(text);
            if (raw) {
                client.publishRaw(text);
            } else if (random.nextBoolean()) {
                client.publishJson("\"" + text + "\"");
            } else {
                publishForAnswer(text);
            }
        }

        /** The answer is the offset, and comes before the publisher gets its own message, or with it. */
        private void publishForAnswer(String text) {
            byte[] json = ("\"" + text + "\"").getBytes(StandardCharsets.UTF_8);
            Message message = Message.borrowing(PayloadType.JSON, Unpooled.wrappedBuffer(json), client.id(), null, 0);
            rooms.directory(client.lane()).shardOf(room).publish(room, message, offset -> {
                assertThat(rooms.lanes().lane(client.lane()).isCurrent()).isTrue();
                assertThat(rooms.taken())
                        .filteredOn(taken -> unquoted(taken.payload()).equals(text))
                        .singleElement()
                        .extracting(Taken::offset)
                        .isEqualTo(offset);
            });
        }

        void leave() {
            client.leave();
            hasLeft = true;
        }
    }
}
