package dev.sluice.broker;

import dev.sluice.message.Publication;

/** One node is the whole cluster: every publication comes straight back. */
public final class LocalBroker implements Broker {
    @Override
    public void publish(Publication publication, BrokerListener listener) {
        listener.onPublication(publication);
    }
}
