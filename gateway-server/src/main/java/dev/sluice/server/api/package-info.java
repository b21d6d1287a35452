/**
 * The server API: what backends ask of rooms and sessions over HTTP, on the management port. Takes exchanges from {@code admin}, asks
 * the gateway's {@link dev.sluice.Rooms} and {@link dev.sluice.OpenSessions}, and waits for them on threads of its own.
 */
@NullMarked
package dev.sluice.server.api;

import org.jspecify.annotations.NullMarked;
