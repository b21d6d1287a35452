package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.Outlet;
import dev.sluice.fanout.Tally;
import dev.sluice.fanout.Waiter;
import dev.sluice.fanout.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In which order the rooms of one client go on. */
class WaitersTest {
    private final List<String> delivered = new ArrayList<>();
    private final Client client = new Client();
    private final Waiters waiters = new Waiters();
    private final Room chatty = new Room("chatty", 4);
    private final Room quiet = new Room("quiet", 1);

    @Test
    void a_room_with_much_to_say_does_not_keep_another_from_its_turn() {
        waiters.add(chatty);
        waiters.add(quiet);
        assertThat(waiters.bytes()).isEqualTo(5);
        client.room = 2;
        assertThat(waiters.serve(client)).isFalse();
        client.room = 2;
        assertThat(waiters.serve(client)).isFalse();
        assertThat(delivered).containsExactly("chatty", "chatty", "quiet", "chatty");
        client.room = 2;
        assertThat(waiters.serve(client)).isTrue();
        assertThat(waiters.bytes()).isZero();
    }

    @Test
    void who_is_behind_is_served_nothing() {
        waiters.add(quiet);
        assertThat(waiters.serve(client)).isFalse();
        assertThat(delivered).isEmpty();
    }

    @Test
    void a_room_that_is_left_is_forgotten() {
        waiters.add(chatty);
        waiters.add(quiet);
        assertThat(waiters.remove(chatty)).isFalse();
        client.room = 9;
        waiters.serve(client);
        assertThat(delivered).containsExactly("quiet");
        waiters.add(quiet);
        assertThat(waiters.remove(quiet)).isTrue();
    }

    @Test
    void all_give_up_what_they_hold_when_nothing_can_be_sent() {
        waiters.add(chatty);
        waiters.add(quiet);
        waiters.discard();
        assertThat(List.of(chatty.waiting, quiet.waiting)).containsOnly(0);
    }

    /** A client that takes some deliveries and is behind then. */
    private static final class Client implements Outlet {
        private int room;

        @Override
        public void deliver(ByteBuf frames, Tally tally) {
            room--;
        }

        @Override
        public boolean isBehind() {
            return room == 0;
        }

        @Override
        public WireFormat format() {
            return WireFormat.RAW;
        }
    }

    private final class Room implements Waiter {
        private final String name;
        private int waiting;

        Room(String name, int waiting) {
            this.name = name;
            this.waiting = waiting;
        }

        @Override
        public boolean onCaughtUp() {
            while (waiting > 0 && !client.isBehind()) {
                waiting--;
                delivered.add(name);
                client.deliver(Unpooled.EMPTY_BUFFER, new Tally(1, 0));
            }
            return waiting == 0;
        }

        @Override
        public void discard() {
            waiting = 0;
        }

        @Override
        public long waitingBytes() {
            return waiting;
        }
    }
}
