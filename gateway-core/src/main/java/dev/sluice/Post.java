package dev.sluice;

import dev.sluice.message.RoomName;

/**
 * A message and where it goes.
 *
 * @param room that gets it
 * @param message what it gets
 */
public record Post(RoomName room, Outgoing message) {}
