/**
 * Stage 2: the WebSocket protocol, RFC 6455, as bytes in and values out: no channel, clock, thread or log. Takes read buffers
 * from {@code transport}, hands whole messages back to it. Owner: the connection's lane.
 */
@NullMarked
package dev.sluice.protocol.websocket;

import org.jspecify.annotations.NullMarked;
