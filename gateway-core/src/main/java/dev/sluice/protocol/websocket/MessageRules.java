package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBufAllocator;

/**
 * What the assemblers of a lane have in common.
 *
 * @param allocator of what is copied together
 * @param mostMessageBytes payload bytes of one message, inflated
 * @param mostFragments frames of one message; 0: no limit
 * @param budget is charged for what is copied together
 */
public record MessageRules(ByteBufAllocator allocator, int mostMessageBytes, int mostFragments, PieceBudget budget) {}
