/**
 * Stage 4: payloads to words and back. Takes bytes from a conversation, hands it a {@link dev.sluice.message.ClientMessage}; writes
 * server messages and publications. Knows neither frames nor sessions. Owner of each codec: its lane.
 */
@NullMarked
package dev.sluice.codec;

import org.jspecify.annotations.NullMarked;
