package dev.sluice.broker;

import dev.sluice.message.Publication;

/** Takes the publications of all nodes, on the room's lane; the payload is borrowed for the length of the call. */
@FunctionalInterface
public interface BrokerListener {
    /** The next publication of a room. */
    void onPublication(Publication publication);
}
