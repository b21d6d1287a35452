package dev.sluice.badinput;

import dev.sluice.Gateway;
import dev.sluice.metric.Label;
import dev.sluice.testing.RawClient;
import java.io.IOException;

/**
 * One row of the table.
 *
 * @param what the input, as the page for users has it
 * @param setup the gateway that gets it
 * @param input says it
 * @param answer what comes back, and what is counted
 */
record BadInput(String what, Setup setup, Input input, Answer answer) {
    /** What a client does. */
    interface Input {
        /** Says something on a connection on which nothing has been said. */
        void send(RawClient client) throws IOException;
    }

    /** A row without its answer. */
    record Sent(String what, Setup setup, Input input) {
        /** The same to another gateway. */
        Sent on(Setup other) {
            return new Sent(what, other, input);
        }

        /** An HTTP error, counted under this label, with these headers, written in lower case. */
        BadInput gets(int status, Label.Handshake result, String... headers) {
            return then(new Answer.HttpError(status, result, headers));
        }

        /** The end without a word. */
        BadInput isCut(Label.Handshake result) {
            return then(new Answer.Cut(result));
        }

        /** Lawful, though it looks odd. */
        BadInput opens() {
            return then(new Answer.Opens());
        }

        /** A close frame, counted as a breach where the code is one of those. */
        BadInput closes(int code) {
            return then(new Answer.Closes(code));
        }

        /** An error in the envelope; the session goes on. */
        BadInput getsError(String code) {
            return then(new Answer.ErrorReply(code));
        }

        private BadInput then(Answer answer) {
            return new BadInput(what, setup, input, answer);
        }
    }

    /** Any bytes, from the first one on. */
    static Sent bytes(String what, String text) {
        return new Sent(what, Setup.USUAL, client -> client.say(text));
    }

    /** A lawful opening handshake of {@code /echo} in which one thing is another. */
    static Sent upgrade(String what, String lawful, String instead) {
        String request = RawClient.request("/echo");
        if (!request.contains(lawful)) {
            throw new IllegalArgumentException(lawful);
        }
        return bytes(what, request.replace(lawful, instead));
    }

    /** A lawful opening handshake of a path, with more headers. */
    static Sent upgradeWith(String what, String path, String... headers) {
        String more = "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
        return bytes(what, RawClient.request(path).replace("\r\n\r\n", more));
    }

    /** Frames, in hex, on an open {@code /echo}. */
    static Sent frames(String what, String hex) {
        return new Sent(what, Setup.USUAL, client -> client.upgrade("/echo").sayHex(hex));
    }

    /** Text messages on an open {@code /ws}. */
    static Sent envelope(String what, String... messages) {
        return new Sent(what, Setup.USUAL, client -> {
            client.upgrade("/ws").readFrame();
            for (String message : messages) {
                client.sendText(message);
            }
        });
    }

    void check(Gateway gateway) throws IOException {
        Counters before = new Counters(gateway);
        try (RawClient client = RawClient.connect(gateway)) {
            input.send(client);
            answer.checkWire(client);
        }
        answer.checkCounters(before);
    }

    @Override
    public String toString() {
        return what;
    }
}
