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
    /** To a client that did not ask for anything missed. */
    static JoinAnswer at(StreamPosition position) {
        return new JoinAnswer(position, false, List.of());
    }
}
