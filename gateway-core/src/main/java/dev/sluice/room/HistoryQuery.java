package dev.sluice.room;

import dev.sluice.message.StreamPosition;
import java.util.Optional;

/**
 * Which of the messages that a room remembers somebody wants.
 *
 * @param since behind which message, or before which one if the newest are to come first; empty: from the end of the room's memory
 * @param page how many at once
 * @param newestFirst whether to go back in time
 */
public record HistoryQuery(Optional<StreamPosition> since, PageSize page, boolean newestFirst) {
    /** The same with no more bytes than a page may have. */
    public HistoryQuery within(PageSize most) {
        return new HistoryQuery(
                since, new PageSize(page.messages(), Math.min(page.bytes(), most.bytes())), newestFirst);
    }
}
