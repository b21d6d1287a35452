package dev.sluice.session;

import dev.sluice.message.Message;
import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;
import java.util.Optional;
import java.util.function.Consumer;

/** A conversation that the program around the gateway puts into rooms and takes out of them. Called on the session's lane. */
interface Steerable {
    /**
     * Seats the session in a room and tells its client, which has not asked.
     *
     * @param joined called when the room has taken it
     * @throws dev.sluice.message.Refusal if it is there, or in too many rooms
     */
    void join(RoomName room, Consumer<Optional<StreamPosition>> joined);

    /**
     * Takes the session out of a room and tells its client.
     *
     * @param left called when the room knows
     * @throws dev.sluice.message.Refusal if it is not there
     */
    void leave(RoomName room, Runnable left);

    /** Says something to this client alone. */
    void tell(Message message);
}
