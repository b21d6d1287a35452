package dev.sluice.room;

import dev.sluice.message.Publication;
import dev.sluice.message.StreamPosition;
import java.util.List;

/**
 * Some of the messages that a room remembers.
 *
 * @param position the room's last message so far; a room that is not there has an empty epoch
 * @param recoverable false: the epoch is another one, or not all that came behind the position is remembered
 * @param messages in the order that was asked for; detached
 * @param more whether there are more of them in that direction
 */
public record HistoryPage(StreamPosition position, boolean recoverable, List<Publication> messages, boolean more) {
    /** How much the messages are, with what is written around them. */
    public long bytes() {
        return PageSize.bytesOf(messages);
    }

    static HistoryPage unrecoverable(StreamPosition position) {
        return new HistoryPage(position, false, List.of(), false);
    }
}
