package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.protocol.deflate.DeflateParameters;
import java.util.OptionalInt;

/** Any frames, compressed or not, are messages within the limits or a violation, and the same ones however they are split. */
class CompressedMessageFuzz {
    private static final DeflateParameters EACH_BY_ITSELF =
            new DeflateParameters(true, true, OptionalInt.empty(), OptionalInt.empty());

    /** The client may refer to earlier messages, as far as a window reaches that a few of them fill. */
    private static final DeflateParameters IN_CONTEXT =
            new DeflateParameters(false, false, OptionalInt.of(8), OptionalInt.of(8));

    @FuzzTest
    void compressed_frames_are_messages_or_a_violation(byte[] input) {
        SplitStream stream = new SplitStream(input);
        stream.readHoweverSplit(() -> new Messages(stream.variant() ? IN_CONTEXT : EACH_BY_ITSELF));
    }
}
