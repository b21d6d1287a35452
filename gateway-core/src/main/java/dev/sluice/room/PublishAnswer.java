package dev.sluice.room;

/**
 * The room's answer to a message with a key.
 *
 * @param offset of the message; 0 if the room has no members and no history, so that nobody can miss it
 * @param duplicate whether the room had it already, and nobody gets it again
 */
public record PublishAnswer(long offset, boolean duplicate) {}
