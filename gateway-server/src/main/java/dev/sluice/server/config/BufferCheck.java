package dev.sluice.server.config;

import dev.sluice.protocol.handshake.RequestRules;
import org.jspecify.annotations.Nullable;

/**
 * Whether what all clients together may fill holds one message of the largest size, and one request: each lane has its share, and a
 * quarter of it is for messages that have come in part, another one for requests. With less nobody could ever send such a message.
 */
final class BufferCheck {
    private static final long QUARTERS = 4;

    private BufferCheck() {}

    static void run(Written written) {
        Written.@Nullable Value<Long> buffered = written.find(Settings.MAX_BUFFERED_BYTES);
        boolean sound = written.isSound(Settings.MAX_BUFFERED_BYTES)
                && written.isSound(Settings.MAX_MESSAGE_BYTES)
                && written.isSound(Settings.LANES_COUNT);
        if (buffered == null || buffered.value() == 0 || !sound) {
            return;
        }
        int configured = written.valueOf(Settings.LANES_COUNT);
        int lanes = configured == 0 ? Runtime.getRuntime().availableProcessors() : configured;
        long largest = Math.max(written.valueOf(Settings.MAX_MESSAGE_BYTES), RequestRules.MOST_BYTES);
        long least = QUARTERS * lanes * largest;
        if (buffered.value() < least) {
            String what = buffered.text() + " has no room for a message of "
                    + Settings.MAX_MESSAGE_BYTES.key() + "; with lanes: " + lanes + " write "
                    + Settings.MAX_BUFFERED_BYTES.type().write(least)
                    + " or more, or 0 for half of the JVM's direct memory";
            written.problem(buffered.origin().problem(Settings.MAX_BUFFERED_BYTES.key(), what));
        }
    }
}
