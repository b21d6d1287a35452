package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A stream as a fuzzer gives it, and where TCP cuts it.
 *
 * <pre>
 *   0              1 …                          then
 *  |0|0|1|1|v|n|n|n| n lengths of pieces, 0: 256 | the stream
 * </pre>
 *
 * The upper bits of the first byte mean nothing; as above it is a digit, so that a seed of text is text: {@code 0} is a stream
 * without cuts. {@code v} asks for the target's other variant, if it has one. The lengths are used again and again until the stream
 * ends.
 */
final class SplitStream {
    private static final int COUNT_BITS = 0x07;
    private static final int VARIANT_BIT = 0x08;
    private static final int LARGEST_PIECE = 256;

    /** Longer streams are not read byte by byte, which would take most of the time and find little. */
    private static final int LONGEST_BY_BYTE = 512;

    private final boolean variant;
    private final byte[] lengths;
    private final byte[] stream;

    SplitStream(byte[] input) {
        int first = input.length == 0 ? 0 : input[0];
        int start = Math.min(input.length, 1);
        int end = Math.min(input.length, start + (first & COUNT_BITS));
        this.variant = (first & VARIANT_BIT) != 0;
        this.lengths = Arrays.copyOfRange(input, start, end);
        this.stream = Arrays.copyOfRange(input, end, input.length);
    }

    boolean variant() {
        return variant;
    }

    byte[] bytes() {
        return stream;
    }

    /** Reads the stream whole, in the fuzzer's pieces and byte by byte; fails unless the same comes of it, which it returns. */
    String readHoweverSplit(Supplier<? extends Subject> fresh) {
        Subject whole = fresh.get();
        whole.read(stream, 0, stream.length);
        String outcome = whole.outcome();
        if (lengths.length > 0) {
            assertThat(readInPieces(fresh.get(), lengths)).as("in pieces").isEqualTo(outcome);
        }
        if (stream.length <= LONGEST_BY_BYTE) {
            assertThat(readInPieces(fresh.get(), new byte[] {1}))
                    .as("byte by byte")
                    .isEqualTo(outcome);
        }
        return outcome;
    }

    private String readInPieces(Subject subject, byte[] pieces) {
        int from = 0;
        for (int i = 0; from < stream.length; i++) {
            int length = Byte.toUnsignedInt(pieces[i % pieces.length]);
            int to = Math.min(stream.length, from + (length == 0 ? LARGEST_PIECE : length));
            subject.read(stream, from, to);
            from = to;
        }
        return subject.outcome();
    }
}
