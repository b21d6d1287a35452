package dev.sluice.transport.http;

import dev.sluice.protocol.handshake.Subprotocols;
import dev.sluice.session.ConversationFactory;

/** Where a path leads. */
public sealed interface Route {
    /** To a WebSocket. */
    record Socket(Subprotocols subprotocols, ConversationFactory conversation) implements Route {}

    /** To a fixed page. */
    record Page(WebPage page) implements Route {}

    /** To a path of ours with something wrong in it; the reason is for the client's developer. */
    record Bad(String reason) implements Route {}

    /** To nothing. */
    record Unknown() implements Route {}
}
