package dev.sluice.room;

import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;

/**
 * A room as it was at one moment.
 *
 * @param members sessions in it
 * @param position of the last message so far
 */
public record RoomStatus(RoomName name, int members, StreamPosition position) {}
