package dev.sluice.broker;

import dev.sluice.message.Publication;

/**
 * Carries publications between the nodes of a cluster.
 *
 * <p>Order: what one room publishes reaches every listener in the order of its offsets. Delivery: at most once. Ownership: the
 * publication's payload is borrowed for the length of the call; a broker that keeps it detaches it first. Thread: called on the
 * room's lane, calls the listener on the room's lane.
 */
@FunctionalInterface
public interface Broker {
    /** Takes a publication of this node. */
    void publish(Publication publication, BrokerListener listener);
}
