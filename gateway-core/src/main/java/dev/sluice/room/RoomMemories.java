package dev.sluice.room;

import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;
import dev.sluice.metric.Label;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.namespace.HistoryRules;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the rooms of one lane remember. All of it has one bound in bytes: beyond it those that were used least recently forget
 * everything, the ones that hold nothing before the others. Confined to the lane.
 */
final class RoomMemories {
    /** A sweep looks at a sixteenth of all, so that each is seen in as many sweeps; at a thousandth of a second's work at most. */
    private static final int SWEEPS = 16;

    private static final int LEAST_LOOKS = 256;
    private static final int MOST_LOOKS = 16 * 1024;

    private final MemoryShare share;
    private final LaneMeters meters;
    private final Consumer<RoomName> deserted;
    private final List<RoomMemory> all = new ArrayList<>();

    /** Rooms that have said nothing that is still known: they give way first, for whoever joins and leaves makes as many as he likes. */
    private final UseOrder hollow = new UseOrder();

    private final UseOrder filled = new UseOrder();
    private long bytes;
    private int nextLook;

    /** @param deserted told of each room that has neither members nor a memory any more */
    RoomMemories(MemoryShare share, LaneMeters meters, Consumer<RoomName> deserted) {
        this.share = share;
        this.meters = meters;
        this.deserted = deserted;
    }

    /** Remembers a publication. */
    void remember(Room room, Publication publication) {
        RoomMemory memory = memoryOf(publication.room(), room, publication.offset() - 1);
        long now = now();
        memory.history().append(publication, now);
        memory.history().trim(room.rules().history(), now);
        used(memory, now);
    }

    /** The offset of the message that came with a key; 0 if none did lately. */
    long offsetOf(Room room, PublishKey key) {
        RoomMemory memory = room.memory();
        PublishKeys keys = memory == null ? null : memory.keys();
        return keys == null ? 0 : keys.offsetOf(key, now());
    }

    /** Notes the key of a message that the room has just taken. */
    void noteKey(RoomName name, Room room, PublishKey key, long offset) {
        RoomMemory memory = memoryOf(name, room, offset);
        long now = now();
        memory.keysToFill().note(key, offset, now);
        used(memory, now);
    }

    /** What a client that has come back has missed, or the first page of it. */
    JoinAnswer missed(RoomName name, Room room, Since since) {
        JoinAnswer answer = behind(name, room, since);
        meters.increment(
                MeterName.RECOVERIES, answer.recovered() ? Label.Recovery.RECOVERED : Label.Recovery.UNRECOVERABLE);
        return answer;
    }

    /** The next page. */
    JoinAnswer missedFurther(RoomName name, Room room, Since since) {
        JoinAnswer answer = behind(name, room, since);
        if (answer.recovered()) {
            return answer;
        }
        meters.increment(MeterName.RECOVERIES, Label.Recovery.OVERTAKEN);
        return JoinAnswer.overtaken(answer.position());
    }

    private JoinAnswer behind(RoomName name, Room room, Since since) {
        StreamPosition position = room.position();
        StreamPosition known = since.position();
        if (!known.epoch().equals(position.epoch())) {
            return JoinAnswer.at(position);
        }
        if (known.offset() == position.offset()) {
            return new JoinAnswer(position, true, List.of(), true);
        }
        History history = historyOf(room);
        if (!history.reachesBackTo(known.offset())) {
            return JoinAnswer.at(position);
        }
        List<Publication> page = history.behind(name, known.offset(), since.page());
        return new JoinAnswer(position, true, page, known.offset() + page.size() == position.offset());
    }

    /** What a room that is there remembers. */
    HistoryPage page(RoomName name, Room room, HistoryQuery query) {
        StreamPosition position = room.position();
        StreamPosition edge = new StreamPosition(position.epoch(), query.newestFirst() ? Long.MAX_VALUE : 0);
        StreamPosition since = query.since().orElse(edge);
        if (!since.epoch().equals(position.epoch())) {
            return HistoryPage.unrecoverable(position);
        }
        History history = historyOf(room);
        if (query.newestFirst()) {
            List<Publication> messages = history.before(name, since.offset(), query.page());
            long next = messages.isEmpty()
                    ? since.offset()
                    : messages.get(messages.size() - 1).offset();
            return new HistoryPage(position, true, messages, history.hasBefore(next));
        }
        if (query.since().isPresent() && !history.reachesBackTo(since.offset())) {
            return HistoryPage.unrecoverable(position);
        }
        List<Publication> messages = history.behind(name, since.offset(), query.page());
        long next = messages.isEmpty()
                ? since.offset()
                : messages.get(messages.size() - 1).offset();
        return new HistoryPage(position, true, messages, history.hasBehind(next));
    }

    /** Forgets the messages of a room, not its keys; false if there were none. */
    boolean purge(Room room) {
        RoomMemory memory = room.memory();
        if (memory == null || memory.history().size() == 0) {
            return false;
        }
        memory.history().clear();
        recount(memory);
        return true;
    }

    /**
     * Whether a room that has no members stays for what it remembers. One with a history does even when that is empty: a member that
     * comes back soon has missed nothing, and must be told so.
     */
    boolean outlives(RoomName name, Room room) {
        if (room.rules().history().isOn()) {
            used(memoryOf(name, room, room.position().offset()), now());
            return true;
        }
        RoomMemory memory = room.memory();
        if (memory != null) {
            takeOut(memory);
        }
        return false;
    }

    /** One step in looking for what is too old. To be called regularly. */
    void sweep() {
        long now = now();
        int looks = Math.max(LEAST_LOOKS, Math.min(MOST_LOOKS, all.size() / SWEEPS));
        for (int left = Math.min(looks, all.size()); left > 0; left--) {
            if (nextLook >= all.size()) {
                nextLook = 0;
            }
            if (!isOverAt(all.get(nextLook), now)) {
                nextLook++; // else another one has taken its place
            }
        }
    }

    private boolean isOverAt(RoomMemory memory, long nowNanos) {
        HistoryRules rules = memory.room().rules().history();
        memory.expire(rules, nowNanos);
        recount(memory);
        if (!memory.isDone(rules, nowNanos)) {
            return false;
        }
        forget(memory);
        return true;
    }

    /**
     * What a room that is being read can tell up to its last message. A memory may have been left behind by the room: one that holds
     * keys alone, or one of a room whose rules let it remember no longer. That tells nothing.
     */
    private History historyOf(Room room) {
        RoomMemory memory = expired(room);
        long last = room.position().offset();
        return memory == null || memory.history().last() != last ? new History(last) : memory.history();
    }

    /** The memory of a room that is being read, without what has grown too old. */
    private @Nullable RoomMemory expired(Room room) {
        RoomMemory memory = room.memory();
        if (memory != null) {
            long now = now();
            memory.history().trim(room.rules().history(), now);
            used(memory, now);
        }
        return memory;
    }

    private RoomMemory memoryOf(RoomName name, Room room, long lastOffset) {
        RoomMemory memory = room.memory();
        if (memory == null) {
            memory = new RoomMemory(name, room, lastOffset);
            room.memory(memory);
            memory.index = all.size();
            all.add(memory);
        }
        return memory;
    }

    private void used(RoomMemory memory, long nowNanos) {
        memory.usedNanos = nowNanos;
        (memory.isHollow() ? hollow : filled).take(memory);
        recount(memory);
        while (bytes > share.bytes()) {
            RoomMemory first = hollow.oldestBut(memory);
            if (first == null) {
                first = filled.oldestBut(memory);
            }
            if (first != null) {
                meters.increment(MeterName.HISTORY_EVICTIONS);
                forget(first);
            } else if (memory.forgetOldest()) {
                recount(memory);
            } else {
                return;
            }
        }
    }

    private void recount(RoomMemory memory) {
        count(memory, memory.bytes(), memory.history().size());
    }

    private void count(RoomMemory memory, long nowBytes, int nowMessages) {
        bytes += nowBytes - memory.countedBytes;
        meters.add(MeterName.HISTORY_BYTES, nowBytes - memory.countedBytes);
        meters.add(MeterName.HISTORY_MESSAGES, nowMessages - memory.countedMessages);
        memory.countedBytes = nowBytes;
        memory.countedMessages = nowMessages;
    }

    private void forget(RoomMemory memory) {
        takeOut(memory);
        if (memory.room().isEmpty()) {
            deserted.accept(memory.name());
        }
    }

    private void takeOut(RoomMemory memory) {
        count(memory, 0, 0);
        UseOrder.remove(memory);
        RoomMemory last = all.remove(all.size() - 1);
        if (last != memory) {
            all.set(memory.index, last);
            last.index = memory.index;
        }
        memory.room().memory(null);
    }

    private long now() {
        return share.nowNanos().getAsLong();
    }
}
