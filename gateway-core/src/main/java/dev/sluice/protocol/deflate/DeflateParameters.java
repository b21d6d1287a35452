package dev.sluice.protocol.deflate;

import java.util.OptionalInt;

/**
 * What permessage-deflate has been agreed on for one connection (RFC 7692, 7.1).
 *
 * @param serverNoContextTakeover whether the server compresses each message by itself
 * @param clientNoContextTakeover whether the client does
 * @param serverMaxWindowBits the largest window of the server, as told to a client that asked for one
 * @param clientMaxWindowBits the largest window of the client, as told to a client that lets the server choose
 */
public record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        OptionalInt serverMaxWindowBits,
        OptionalInt clientMaxWindowBits) {
    /** The extension's name, in offers and answers. */
    public static final String EXTENSION = "permessage-deflate";

    static final int LEAST_WINDOW_BITS = 8;

    /** Also the window of a side for which none was agreed. */
    static final int MOST_WINDOW_BITS = 15;

    static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

    /** The answer in Sec-WebSocket-Extensions. */
    public String response() {
        StringBuilder text = new StringBuilder(EXTENSION);
        if (serverNoContextTakeover) {
            text.append("; ").append(SERVER_NO_CONTEXT_TAKEOVER);
        }
        if (clientNoContextTakeover) {
            text.append("; ").append(CLIENT_NO_CONTEXT_TAKEOVER);
        }
        serverMaxWindowBits.ifPresent(bits ->
                text.append("; ").append(SERVER_MAX_WINDOW_BITS).append('=').append(bits));
        clientMaxWindowBits.ifPresent(bits ->
                text.append("; ").append(CLIENT_MAX_WINDOW_BITS).append('=').append(bits));
        return text.toString();
    }

    /** The window that the server keeps to. */
    int serverWindowBits() {
        return serverMaxWindowBits.orElse(MOST_WINDOW_BITS);
    }

    /** The window that the client keeps to. */
    int clientWindowBits() {
        return clientMaxWindowBits.orElse(MOST_WINDOW_BITS);
    }
}
