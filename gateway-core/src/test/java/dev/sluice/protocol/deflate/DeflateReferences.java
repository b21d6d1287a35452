package dev.sluice.protocol.deflate;

import java.util.Arrays;

/**
 * Reads a DEFLATE stream (RFC 1951) only to find how far it refers back: a decompressor with the widest window, as the JDK's is, would
 * not notice a reference beyond a narrower one.
 */
final class DeflateReferences {
    private static final int[] LENGTH_EXTRA_BITS = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCES = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] ORDER_OF_LENGTHS = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final int END_OF_BLOCK = 256;

    private final byte[] in;
    private int bit;
    private int furthest;

    /** A stream from which the last four bytes of its flush are cut off. */
    DeflateReferences(byte[] stream) {
        in = Arrays.copyOf(stream, stream.length + 4);
        in[stream.length + 2] = (byte) 0xFF;
        in[stream.length + 3] = (byte) 0xFF;
    }

    /** The largest distance of any reference, 0 if there is none. */
    int furthest() {
        while (bit < in.length * Byte.SIZE) {
            bits(1);
            switch (bits(2)) {
                case 0 -> skipStored();
                case 1 -> readBlock(new Code(fixedLengths()), new Code(filled(30, 5)));
                case 2 -> readDynamicBlock();
                default -> throw new IllegalStateException("no such block");
            }
        }
        return furthest;
    }

    private void skipStored() {
        bit = (bit + 7) & ~7;
        int length = bits(16);
        bits(16);
        bit += length * Byte.SIZE;
    }

    private void readDynamicBlock() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] lengthsOfLengths = new int[19];
        int count = bits(4) + 4;
        for (int i = 0; i < count; i++) {
            lengthsOfLengths[ORDER_OF_LENGTHS[i]] = bits(3);
        }
        Code codeOfLengths = new Code(lengthsOfLengths);
        int[] lengths = new int[literals + distances];
        for (int i = 0; i < lengths.length; ) {
            int symbol = codeOfLengths.next();
            int value = symbol < 16 ? symbol : symbol == 16 ? lengths[i - 1] : 0;
            int times = symbol < 16 ? 1 : symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            Arrays.fill(lengths, i, i + times, value);
            i += times;
        }
        readBlock(
                new Code(Arrays.copyOf(lengths, literals)),
                new Code(Arrays.copyOfRange(lengths, literals, lengths.length)));
    }

    private void readBlock(Code literals, Code distances) {
        for (int symbol = literals.next(); symbol != END_OF_BLOCK; symbol = literals.next()) {
            if (symbol > END_OF_BLOCK) {
                bits(LENGTH_EXTRA_BITS[symbol - END_OF_BLOCK - 1]);
                int distance = distances.next();
                furthest = Math.max(furthest, DISTANCES[distance] + bits(Math.max(0, distance / 2 - 1)));
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value |= ((in[bit >> 3] >> (bit & 7)) & 1) << i;
            bit++;
        }
        return value;
    }

    private static int[] fixedLengths() {
        int[] lengths = filled(288, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        return lengths;
    }

    private static int[] filled(int size, int value) {
        int[] lengths = new int[size];
        Arrays.fill(lengths, value);
        return lengths;
    }

    /** A canonical Huffman code (RFC 1951, 3.2.2). */
    private final class Code {
        private final int[] counts = new int[16];
        private final int[] symbols;

        Code(int[] lengths) {
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            int[] next = new int[17];
            for (int length = 1; length < 16; length++) {
                next[length + 1] = next[length] + counts[length];
            }
            symbols = new int[lengths.length];
            for (int symbol = 0; symbol < lengths.length; symbol++) {
                if (lengths[symbol] != 0) {
                    symbols[next[lengths[symbol]]++] = symbol;
                }
            }
        }

        int next() {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= bits(1);
                if (code - first < counts[length]) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = (first + counts[length]) << 1;
                code <<= 1;
            }
            throw new IllegalStateException("no such code");
        }
    }
}
