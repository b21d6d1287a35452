/**
 * Stage 1: Netty's handlers. Takes bytes from sockets, has {@code protocol} read them, hands whole messages to {@code session}; and
 * at the end, as the {@link dev.sluice.session.Link}, writes what sessions and rooms send. No product rules. Owner: the connection's
 * lane.
 */
@NullMarked
package dev.sluice.transport.websocket;

import org.jspecify.annotations.NullMarked;
