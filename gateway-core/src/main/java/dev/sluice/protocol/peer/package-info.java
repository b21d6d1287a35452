/**
 * Stage 2, before the handshake: who is at the other end. Takes the first bytes of a connection and the headers of a request from
 * {@code transport}, hands back the client's address. Never asks a name service. Stateless.
 */
@NullMarked
package dev.sluice.protocol.peer;

import org.jspecify.annotations.NullMarked;
