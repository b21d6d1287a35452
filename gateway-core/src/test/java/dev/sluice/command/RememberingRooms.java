package dev.sluice.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.fanout.WireFormat;
import dev.sluice.limit.Limits;
import dev.sluice.message.Refusal;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.testing.ManualRooms;
import dev.sluice.testing.RecordingOutlet;
import dev.sluice.testing.Remembering;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** What clients say to rooms that remember, and get, as JSON. They sit on lane 0; the room is there or on lane 1. */
abstract class RememberingRooms {
    static final int REMEMBERED = 40;
    private static final int PENDING_BYTES = 1600;

    /** What one page of a fourth of it holds. */
    static final int PAGE = 3;

    final ManualRooms rooms =
            new ManualRooms(2, Remembering.rules(REMEMBERED, 1 << 20, Duration.ofMinutes(10)), 1 << 20);
    CommandDispatcher commands =
            dispatcher(Limits.builder().pendingBytes(PENDING_BYTES).build());
    private final List<Client> clients = new ArrayList<>();

    /** The lane of the room that is spoken of. */
    int owner;

    CommandDispatcher dispatcher(Limits limits) {
        return new CommandDispatcher(rooms.directory(0), limits, new LaneMeters());
    }

    @AfterEach
    void nothing_is_left_when_all_are_gone_and_the_rooms_have_forgotten() {
        clients.forEach(Client::end);
        assertThat(rooms.total(MeterName.MEMBERSHIPS)).isZero();
        assertThat(rooms.buffers().unreleasedBytes()).isZero();
        rooms.lanes().pass(Duration.ofHours(1));
        rooms.sweep();
        assertThat(rooms.total(MeterName.HISTORY_BYTES)).isZero();
    }

    String room() {
        return rooms.roomOf(owner).text();
    }

    /** As a client that has just joined is told. */
    String epoch() {
        Client probe = new Client();
        probe.join();
        String joined = probe.heard().get(0);
        probe.end();
        return between(joined, "\"epoch\":\"", "\"");
    }

    String since(int offset) {
        return "{'epoch':'" + epoch() + "','offset':" + offset + "}";
    }

    String join(String epoch, int offset) {
        return "{'type':'join','id':1,'room':'" + room() + "','since':{'epoch':'" + epoch + "','offset':" + offset
                + "}}";
    }

    String history(String more) {
        return "{'type':'history','id':4,'room':'" + room() + "'," + more + "}";
    }

    String keyed(String key, int id) {
        return "{'type':'publish','id':" + id + ",'room':'" + room() + "','data':1,'key':'" + key + "'}";
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    private static String between(String text, String before, String behind) {
        int start = text.indexOf(before) + before.length();
        return text.substring(start, text.indexOf(behind, start));
    }

    final class Client {
        final SessionId id = new SessionId(clients.size() + 1L, 0);
        private final JsonMessageCodec codec = new JsonMessageCodec();
        final RecordingOutlet outlet = new RecordingOutlet(rooms.lanes().lane(0), WireFormat.ENVELOPE);
        final Member member;
        private boolean ended;

        Client() {
            this("");
        }

        Client(String user) {
            Identity identity = new Identity(user, Optional.empty(), RoomPatterns.ALL, RoomPatterns.ALL);
            member = new Member(id, () -> identity, 0, outlet, reply -> {
                ByteBuf json = Unpooled.buffer();
                codec.encode(reply, json);
                outlet.messages().add(json.toString(StandardCharsets.UTF_8));
            });
            clients.add(this);
        }

        Client join() {
            say("{'type':'join','id':0,'room':'" + room() + "'}");
            return this;
        }

        void publish(int first, int last) {
            for (int i = first; i <= last; i++) {
                say("{'type':'publish','room':'" + room() + "','data':" + i + "}");
            }
        }

        /** Says something, and everything that follows from it happens. */
        void say(String text) {
            hear(text);
            rooms.lanes().settle();
        }

        void hear(String text) {
            rooms.lanes().lane(0).turn(() -> {
                try {
                    commands.dispatch(
                            member, codec.decode(Unpooled.copiedBuffer(json(text), StandardCharsets.UTF_8)), 0);
                } catch (Refusal refusal) {
                    commands.refuse(member, refusal);
                }
            });
        }

        void end() {
            if (!ended) {
                ended = true;
                rooms.lanes().lane(0).turn(() -> commands.leaveAll(member));
                rooms.lanes().settle();
                outlet.close();
            }
        }

        List<String> heard() {
            return outlet.messages();
        }

        /** Of the messages that rooms have sent. */
        List<Integer> offsets() {
            return heard().stream()
                    .filter(text -> text.startsWith("{\"type\":\"message\""))
                    .map(text -> Integer.valueOf(between(text, "\"offset\":", ",")))
                    .toList();
        }

        /** The offsets of each page of history, and a plus where there is more. */
        List<String> pages() {
            return heard().stream()
                    .filter(text -> text.startsWith("{\"type\":\"history\""))
                    .map(text -> {
                        List<String> words = new ArrayList<>();
                        String[] messages = text.split("\"type\":\"message\"", -1);
                        for (int i = 1; i < messages.length; i++) {
                            words.add(between(messages[i], "\"offset\":", ","));
                        }
                        if (text.contains("\"more\":true")) {
                            words.add("+");
                        }
                        return String.join(" ", words);
                    })
                    .toList();
        }
    }
}
