package dev.sluice.command;

import dev.sluice.fanout.Seat;
import dev.sluice.lane.Pressure;
import dev.sluice.limit.Limits;
import dev.sluice.message.ErrorCode;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.message.StreamPosition;
import dev.sluice.room.Entry;
import dev.sluice.room.HistoryPage;
import dev.sluice.room.HistoryQuery;
import dev.sluice.room.JoinAnswer;
import dev.sluice.room.PageSize;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.Since;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one session has asked for of rooms' pasts: joins that want what was missed, and pages of history. They share one way out, whose
 * bound they must not break however much that is; so one room at a time is asked, for one page, and no further one before the client
 * has taken those it has got. With its last page a room seats the member, so that what it says next follows without a gap. Confined to
 * the session's lane.
 */
final class PastRequests {
    /** A page may wait, beside another one and what other rooms bring, without its reader counting as too slow. */
    private static final int PAGES_PENDING = 4;

    /** Pages of history that may be asked for before the first has come, beside joins, which the bound on rooms bounds. */
    private static final int MOST_WAITING = 1000;

    private final Member member;
    private final RoomDirectory rooms;
    private final PageSize page;
    private final BiConsumer<Member, Refusal> refusals;
    private final Deque<Turn> waiting = new ArrayDeque<>();

    /** A room has been asked and has not answered. */
    private boolean asking;

    /** Enough is under way to the client, or to all clients of the lane. */
    private boolean resting;

    private boolean going;
    private long untakenBytes;

    /** One question to one room. */
    private interface Turn {
        void take();
    }

    private final class Recovery implements Turn {
        private final Seat seat;
        private final OptionalLong id;
        private StreamPosition last;
        private boolean joined;

        private Recovery(Seat seat, OptionalLong id, StreamPosition last) {
            this.seat = seat;
            this.id = id;
            this.last = last;
        }

        @Override
        public void take() {
            ask(this);
        }
    }

    /**
     * @param pageBytes how much may be under way
     * @param refusals tell the client why it is not in a room after all
     */
    private PastRequests(Member member, RoomDirectory rooms, int pageBytes, BiConsumer<Member, Refusal> refusals) {
        this.member = member;
        this.rooms = rooms;
        this.page = PageSize.ofBytes(pageBytes);
        this.refusals = refusals;
    }

    /** Those of a member, made when they are needed. */
    static PastRequests of(Member member, RoomDirectory rooms, Limits limits, BiConsumer<Member, Refusal> refusals) {
        PastRequests present = member.pastRequests();
        if (present == null) {
            present = new PastRequests(
                    member, rooms, Math.min(PageSize.MOST_BYTES, limits.pendingBytes() / PAGES_PENDING), refusals);
            member.pastRequests(present);
        }
        return present;
    }

    /** Joins, when it is its turn. */
    void begin(Seat seat, OptionalLong id, StreamPosition since) {
        waiting.add(new Recovery(seat, id, since));
        goOn();
    }

    /**
     * Asks for messages that a room remembers, when it is its turn.
     *
     * @param of with a page of any size: no more comes at once than the client can take
     * @return false if too many wait already
     */
    boolean ask(RoomName room, HistoryQuery of, Consumer<HistoryPage> answered) {
        if (waiting.size() >= MOST_WAITING) {
            return false;
        }
        waiting.add(() -> {
            asking = true;
            rooms.shardOf(room).history(room, of.within(page), answer -> {
                asking = false;
                answered.accept(answer);
                untakenBytes += answer.bytes();
                goOn();
            });
        });
        goOn();
        return true;
    }

    /** The member leaves a room: nothing more of it, and if the room does not know of the member yet, it learns of it first. */
    void abandon(Seat seat) {
        for (Iterator<Turn> all = waiting.iterator(); all.hasNext(); ) {
            if (all.next() instanceof Recovery recovery && recovery.seat == seat) {
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
        for (Turn turn : waiting) {
            if (turn instanceof Recovery recovery && !recovery.joined) {
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
                    waiting.remove().take();
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
            if (answer.isFull()) {
                member.seats().remove(recovery.seat.room().text(), recovery.seat);
                refusals.accept(member, new Refusal(recovery.id, ErrorCode.UNAVAILABLE, "the room is full"));
            } else if (recovery.id.isPresent()) {
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
        if (answer.recovered() && !answer.missed().isEmpty()) { // or it would ask the same again, for ever
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
