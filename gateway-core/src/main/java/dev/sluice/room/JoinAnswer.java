package dev.sluice.room;

import dev.sluice.message.Publication;
import dev.sluice.message.StreamPosition;
import java.util.List;

/**
 * The room's answer to a join.
 *
 * @param position the last message so far: what comes next is behind it
 * @param recovered whether {@code missed} is all that came behind the position that the client asked for
 * @param missed in order, to be sent before anything else of the room; detached
 */
public record JoinAnswer(StreamPosition position, boolean recovered, List<Publication> missed) {
    /** The room has as many members as it may have: nobody has come in. */
    static final JoinAnswer FULL = at(new StreamPosition("", 0));

    /** Whether the room has no place for the client. */
    public boolean isFull() {
        return equals(FULL);
    }

    /** To a client that did not ask for anything missed. */
    static JoinAnswer at(StreamPosition position) {
        return new JoinAnswer(position, false, List.of());
    }
}
