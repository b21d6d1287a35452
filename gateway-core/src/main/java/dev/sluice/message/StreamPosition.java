package dev.sluice.message;

/**
 * A place in a room's stream of messages.
 *
 * @param epoch names one unbroken life of the room; positions of different epochs do not compare
 * @param offset of the last message so far; 0: none yet
 */
public record StreamPosition(String epoch, long offset) {}
