package dev.sluice.message;

import java.util.List;
import java.util.Optional;

/**
 * Who is in a room, or a part of them.
 *
 * @param count all members
 * @param members some of them, in an order that stays whoever comes and goes
 * @param next behind whom the next page begins; empty: there is none
 */
public record PresencePage(int count, List<Present> members, Optional<SessionId> next) {
    /** About what it takes in an envelope. */
    public int bytes() {
        return Present.bytesOf(members);
    }
}
