package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.lane.Pressure;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.StreamPosition;
import dev.sluice.room.Entry;
import dev.sluice.room.JoinAnswer;
import dev.sluice.room.PageSize;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.Since;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The joins of one session that ask for what was missed. They share one way out, whose bound they must not break however much that is;
 * so one room at a time is asked, for one page, and no further one before the client has taken those it has got. With its last page a
 * room seats the member, so that what it says next follows without a gap. Confined to the session's lane.
 */
final class Recoveries {
    private final Member member;
    private final RoomDirectory rooms;
    private final PageSize page;
    private final Deque<Recovery> waiting = new ArrayDeque<>();

    /** A room has been asked and has not answered. */
    private boolean asking;

    /** Enough is under way to the client, or to all clients of the lane. */
    private boolean resting;

    private boolean going;
    private long untakenBytes;

    private static final class Recovery {
        private final Seat seat;
        private final OptionalLong id;
        private StreamPosition last;
        private boolean joined;

        private Recovery(Seat seat, OptionalLong id, StreamPosition last) {
            this.seat = seat;
            this.id = id;
            this.last = last;
        }
    }

    /** @param pageBytes how much may be under way */
    Recoveries(Member member, RoomDirectory rooms, int pageBytes) {
        this.member = member;
        this.rooms = rooms;
        this.page = PageSize.ofBytes(pageBytes);
    }

    /** Joins, when it is its turn. */
    void begin(Seat seat, OptionalLong id, StreamPosition since) {
        waiting.add(new Recovery(seat, id, since));
        goOn();
    }

    /** The member leaves a room: nothing more of it, and if the room does not know of the member yet, it learns of it first. */
    void abandon(Seat seat) {
        for (Iterator<Recovery> all = waiting.iterator(); all.hasNext(); ) {
            Recovery recovery = all.next();
            if (recovery.seat == seat) {
                all.remove();
                if (!recovery.joined) {
                    join(recovery, null);
                }
                return;
            }
        }
    }

    /** The session is over: rooms that do not know of the member need not be left. */
    void end() {
        for (Recovery recovery : waiting) {
            if (!recovery.joined) {
                member.seats().remove(recovery.seat.room().text());
            }
        }
        waiting.clear();
    }

    private void goOn() {
        if (going) {
            return; // an answer has come at once; whoever asked goes on
        }
        going = true;
        try {
            while (!asking && !resting && !waiting.isEmpty()) {
                if (!rest()) {
                    ask(waiting.remove());
                }
            }
        } finally {
            going = false;
        }
    }

    /** Waits for the client, or for others of its lane, where enough is under way; false if there is room for a page. */
    private boolean rest() {
        Pressure readers = rooms.readers();
        if (untakenBytes >= page.bytes() / 2) {
            resting = true;
            member.outlet().whenTaken(this::goOnTaken);
        } else if (readers.isCongested()) {
            resting = true;
            readers.whenRelieved(this::goOnRested);
        }
        return resting;
    }

    private void goOnTaken() {
        untakenBytes = 0;
        goOnRested();
    }

    private void goOnRested() {
        resting = false;
        goOn();
    }

    private void ask(Recovery next) {
        asking = true;
        Since since = new Since(next.last, page);
        if (next.joined) {
            rooms.shardOf(next.seat.room()).recover(next.seat, since, answer -> onAnswer(next, answer));
        } else {
            join(next, since);
        }
    }

    private void join(Recovery recovery, @Nullable Since since) {
        recovery.joined = true;
        Entry entry = new Entry(member.id(), member.identity(), since);
        rooms.shardOf(recovery.seat.room()).join(recovery.seat, entry, answer -> {
            if (recovery.id.isPresent()) {
                member.reply(new ServerMessage.Joined(
                        recovery.id.getAsLong(),
                        recovery.seat.room().text(),
                        answer.position(),
                        Optional.of(answer.recovered())));
            }
            if (since != null) {
                onAnswer(recovery, answer);
            }
        });
    }

    private void onAnswer(Recovery recovery, JoinAnswer answer) {
        asking = false;
        if (isWanted(recovery)) {
            rooms.replay(recovery.seat, answer.missed());
            untakenBytes += answer.bytes();
            if (!answer.seated()) {
                continueBehind(recovery, answer);
            }
        }
        goOn();
    }

    private void continueBehind(Recovery recovery, JoinAnswer answer) {
        if (answer.recovered()) {
            long got = recovery.last.offset() + answer.missed().size();
            recovery.last = new StreamPosition(recovery.last.epoch(), got);
            waiting.add(recovery); // behind the others: a room with a little to say need not wait for one with much
        } else {
            member.outlet().closeSlow(); // it was told that it would get everything
        }
    }

    /** Whether the member has not left meanwhile. */
    private boolean isWanted(Recovery recovery) {
        return member.seats().get(recovery.seat.room().text()) == recovery.seat;
    }
}
