package dev.sluice.room;

import java.util.function.LongSupplier;

/**
 * What all rooms of one lane may remember together.
 *
 * @param bytes of memory at most
 * @param nowNanos the lane's clock, by which messages grow old
 */
public record MemoryShare(long bytes, LongSupplier nowNanos) {}
