package dev.sluice.room;

import dev.sluice.message.StreamPosition;

/**
 * From where on a client wants what it has missed.
 *
 * @param position the last message that it has
 * @param page how much of it may come at once
 */
public record Since(StreamPosition position, PageSize page) {}
