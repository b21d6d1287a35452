package dev.sluice.message;

/**
 * A message that a room has taken and given its place.
 *
 * @param offset 1 for the first message of an epoch, then one more for each
 */
public record Publication(RoomName room, long offset, Message message) {
    /** This publication if its message is detached, else a copy that is; see {@link Message#detach}. */
    public Publication detach() {
        return message.detached() ? this : new Publication(room, offset, message.detach());
    }
}
