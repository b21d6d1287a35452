package dev.sluice.transport.websocket;

import dev.sluice.protocol.websocket.MessageReader;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import org.jspecify.annotations.Nullable;

/**
 * The reader that the clients of one lane share: each takes it for one read, and keeps it only while it is in the midst of a message.
 * So a client that is idle has none, which are 120 bytes. Confined to the lane.
 */
final class FreeReader {
    private final MessageRules rules;

    /** Null while somebody has it. */
    private @Nullable MessageReader free;

    FreeReader(MessageRules rules) {
        this.rules = rules;
    }

    /** A reader for this client; a new one if the last has been kept. */
    MessageReader take(MessageSink sink) {
        MessageReader reader = free;
        if (reader == null) {
            return new MessageReader(rules, sink, null);
        }
        free = null;
        reader.serve(sink);
        return reader;
    }

    /** Gives one back that is free. */
    void giveBack(MessageReader reader) {
        free = reader;
    }
}
