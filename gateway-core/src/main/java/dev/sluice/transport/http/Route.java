package dev.sluice.transport.http;

import dev.sluice.auth.Identity;
import dev.sluice.protocol.handshake.Subprotocols;
import dev.sluice.session.ConversationFactory;
import java.util.Optional;

/** Where a path leads. */
public sealed interface Route {
    /** To a WebSocket, for whom its door lets in. */
    record Socket(Subprotocols subprotocols, ConversationFactory conversation, Door door) implements Route {
        /** To one that is open to all. */
        public Socket(Subprotocols subprotocols, ConversationFactory conversation) {
            this(subprotocols, conversation, who -> Optional.empty());
        }
    }

    /** Who may open a WebSocket. Called on the connection's lane. */
    @FunctionalInterface
    interface Door {
        /** Why somebody may not come in, one sentence for the client's developer; empty: he may. */
        Optional<String> breach(Identity who);
    }

    /** To a fixed page. */
    record Page(WebPage page) implements Route {}

    /** To a path of ours with something wrong in it; the reason is for the client's developer. */
    record Bad(String reason) implements Route {}

    /** To nothing. */
    record Unknown() implements Route {}
}
