package dev.sluice.room;

import dev.sluice.message.StreamPosition;
import dev.sluice.namespace.RoomRules;
import org.jspecify.annotations.Nullable;

/** One room's order and the count of its members. Confined to the room's lane. */
final class Room {
    private final String epoch;
    private RoomRules rules;
    private final int[] membersByLane;

    /** Null where the room does not know its members by name. */
    private final @Nullable Attendance attendance;

    private int members;
    private long lastOffset;

    /** Null while there is nothing to remember. */
    private @Nullable RoomMemory memory;

    Room(String epoch, int lanes, RoomRules rules) {
        this.rules = rules;
        this.epoch = epoch;
        this.membersByLane = new int[lanes];
        this.attendance = rules.presence() ? new Attendance(rules.arrivals()) : null;
    }

    RoomRules rules() {
        return rules;
    }

    /** Other rules hold from now on, as far as they can in the middle of its life. */
    void rules(RoomRules next) {
        rules = next.following(rules);
    }

    boolean isFull() {
        return rules.isFull(members);
    }

    @Nullable
    RoomMemory memory() {
        return memory;
    }

    void memory(@Nullable RoomMemory of) {
        memory = of;
    }

    @Nullable
    Attendance attendance() {
        return attendance;
    }

    StreamPosition position() {
        return new StreamPosition(epoch, lastOffset);
    }

    long takeOffset() {
        return ++lastOffset;
    }

    void enter(int lane) {
        membersByLane[lane]++;
        members++;
    }

    void exit(int lane) {
        membersByLane[lane]--;
        members--;
    }

    int members() {
        return members;
    }

    boolean isEmpty() {
        return members == 0;
    }

    /** How many members each lane has; not to be changed. */
    int[] membersByLane() {
        return membersByLane;
    }
}
