package dev.sluice.room;

import dev.sluice.auth.Identity;
import dev.sluice.message.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * Who wants into a room, and from where on.
 *
 * @param session the session that gets the seat
 * @param identity who it is
 * @param since from where on it wants what it has missed; null: it wants what comes from now on
 */
public record Entry(
        SessionId session, Identity identity, @Nullable Since since) {}
