/**
 * Stage 4, behind the codec: takes checked words from a conversation, asks whether they may be done, and calls the room's proxy.
 * Never parses bytes. Owner: the session's lane.
 */
@NullMarked
package dev.sluice.command;

import org.jspecify.annotations.NullMarked;
