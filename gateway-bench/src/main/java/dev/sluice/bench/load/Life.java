package dev.sluice.bench.load;

import io.netty.buffer.ByteBuf;

/** What a scenario does with one connection. Everything is called on the connection's thread. */
interface Life {
    /** The handshake has succeeded, so long after its first packet was asked for. */
    default void onOpen(LoadClient client, long startedNanos) {}

    /**
     * A whole message has come.
     *
     * @param payload borrowed: valid during the call
     */
    default void onMessage(LoadClient client, ByteBuf payload) {}

    /** The server has answered a ping of ours. */
    default void onPong() {}

    /** The connection takes bytes again. */
    default void onWritable(LoadClient client) {}

    /** The connection is over, or never was. Called once. */
    default void onEnd(LoadClient client) {}
}
