/**
 * Stage 2, before the frames: the opening handshake, RFC 6455, 4.2, as a request in and a decision out. Takes a head's bytes and
 * then Netty's parsed HTTP request from {@code transport}, hands the decision back. Stateless, but for the scanner of a connection.
 */
@NullMarked
package dev.sluice.protocol.handshake;

import org.jspecify.annotations.NullMarked;
