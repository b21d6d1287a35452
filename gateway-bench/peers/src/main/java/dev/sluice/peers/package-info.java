/**
 * Servers that users of other libraries would write, to hold ours against: each the smallest program of its library that echoes at
 * {@code /echo} and relays at {@code /rooms/NAME} to all others in the room, as its documentation advises. Never part of the gateway.
 */
@NullMarked
package dev.sluice.peers;

import org.jspecify.annotations.NullMarked;
