package dev.sluice.room;

import dev.sluice.message.StreamPosition;
import dev.sluice.namespace.RoomRules;

/** One room's order and the count of its members. Confined to the room's lane. */
final class Room {
    private final String epoch;
    private final RoomRules rules;
    private final int[] membersByLane;
    private int members;
    private long lastOffset;

    Room(String epoch, int lanes, RoomRules rules) {
        this.rules = rules;
        this.epoch = epoch;
        this.membersByLane = new int[lanes];
    }

    RoomRules rules() {
        return rules;
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
