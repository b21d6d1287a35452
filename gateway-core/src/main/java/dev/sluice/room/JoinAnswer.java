package dev.sluice.room;

import dev.sluice.message.Publication;
import dev.sluice.message.StreamPosition;
import java.util.List;

/**
 * The room's answer to a join, or to a member that is not seated yet and wants the next page of what it has missed.
 *
 * @param position the last message so far: what comes next is behind it
 * @param recovered whether {@code missed} is all that came behind the position that the client asked for, or the beginning of it
 * @param missed in order, to be sent before anything else of the room; detached
 * @param seated whether the member has its seat with this answer; if not, there is more to ask for
 */
public record JoinAnswer(StreamPosition position, boolean recovered, List<Publication> missed, boolean seated) {
    /** The room has as many members as it may have: nobody has come in. */
    static final JoinAnswer FULL = new JoinAnswer(new StreamPosition("", 0), false, List.of(), false);

    /** Whether the room has no place for the client. */
    public boolean isFull() {
        return equals(FULL);
    }

    /** To a client that did not ask for anything missed, or does not get it. */
    static JoinAnswer at(StreamPosition position) {
        return new JoinAnswer(position, false, List.of(), true);
    }

    /** To a member that has waited so long for the next page that the room has forgotten it. */
    static JoinAnswer overtaken(StreamPosition position) {
        return new JoinAnswer(position, false, List.of(), false);
    }

    /** How much {@code missed} is, with what is written around it. */
    public long bytes() {
        return PageSize.bytesOf(missed);
    }
}
