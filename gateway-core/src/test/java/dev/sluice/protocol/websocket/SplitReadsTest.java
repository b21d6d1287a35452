package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However TCP cuts a stream into reads, it means the same. */
class SplitReadsTest {
    static Stream<String> streams() {
        return Stream.of(
                "81 85 37fa213d 7f9f4d5158",
                "01 83 37fa213d 7f9f4d 80 82 37fa213d 5b95",
                "81 80 01020304 82 80 01020304 89 80 01020304",
                "82 fe 007e 01020304" + "99".repeat(126) + "81 81 00000000 61",
                "82 ff 0000000000010000 01020304" + "00".repeat(70) + "0f".repeat(65_536 - 70) + "89 80 00000000",
                "01 84 00000000 f09f9880 89 82 ffffffff 9e9d 00 80 00000000 80 83 01020304 e380ac 88 82 00000000 03e8",
                "88 8a 01020304 02ea 62b4c2 c36a626e 81 80 00000000",
                "01 82 00000000 f09f 00 81 00000000 98 80 81 00000000 80",
                "81 83 00000000 61c328",
                "01 82 00000000 f09f 80 82 00000000 9828",
                "82 ff 7fffffffffffffff 01020304",
                "82 fe 007d 01020304",
                "88 81 00000000 03",
                "88 84 00000000 03e8c328",
                "81 81 00000000 61 91 80",
                "00 80 00000000",
                "02 80 00000000 82 80 00000000");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void a_split_anywhere_changes_nothing(String hex) {
        byte[] stream = Bytes.hex(hex);
        List<String> whole = Wire.fromClient().read(stream).outcome();
        assertThat(Wire.fromClient().readByteByByte(stream).outcome()).isEqualTo(whole);
        int step = stream.length > 1000 ? 97 : 1;
        for (int at = 1; at < stream.length; at += step) {
            assertThat(readInPieces(stream, List.of(at)))
                    .as("split at byte %d", at)
                    .isEqualTo(whole);
        }
    }

    @Property(tries = 1000)
    void noise_ends_in_a_violation_or_not_but_always_the_same(
            @ForAll("noise") byte[] stream, @ForAll long splits, @ForAll boolean fromClient) {
        Wire one = fromClient ? Wire.fromClient() : Wire.fromServer();
        Wire two = fromClient ? Wire.fromClient() : Wire.fromServer();
        Wire three = fromClient ? Wire.fromClient() : Wire.fromServer();
        List<String> whole = one.read(stream).outcome();
        assertThat(two.readByteByByte(stream).outcome()).isEqualTo(whole);
        assertThat(readInPieces(three, stream, cuts(stream.length, splits))).isEqualTo(whole);
    }

    /** Random bytes, most of which look enough like frames to come past the first check. */
    @Provide
    Arbitrary<byte[]> noise() {
        Arbitrary<byte[]> anything = Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
        Arbitrary<byte[]> framelike = Arbitraries.randomValue(SplitReadsTest::framelike)
                .list()
                .ofMaxSize(12)
                .map(SplitReadsTest::join);
        return Arbitraries.frequencyOf(Tuple.of(1, anything), Tuple.of(9, framelike));
    }

    private static byte[] framelike(Random random) {
        int[] firstBytes = {0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8A, 0x88, 0x00, 0x80};
        int first = random.nextInt(30) == 0 ? random.nextInt(256) : firstBytes[random.nextInt(firstBytes.length)];
        int length = random.nextInt(10) == 0 ? random.nextInt(126) : random.nextInt(4);
        boolean masked = random.nextInt(20) != 0;
        byte[] frame = new byte[2 + (masked ? 4 : 0) + length];
        if (random.nextBoolean()) {
            random.nextBytes(frame); // else the key is zero and the payload ASCII NUL: text survives
        }
        frame[0] = (byte) first;
        frame[1] = (byte) ((masked ? 0x80 : 0) | length);
        return frame;
    }

    private static byte[] join(List<byte[]> pieces) {
        int length = pieces.stream().mapToInt(piece -> piece.length).sum();
        byte[] whole = Arrays.copyOf(new byte[0], length);
        int at = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, whole, at, piece.length);
            at += piece.length;
        }
        return whole;
    }

    static List<Integer> cuts(int length, long seed) {
        Random random = new Random(seed);
        List<Integer> cuts = new ArrayList<>();
        for (int at = random.nextInt(7); at < length; at += 1 + random.nextInt(Math.max(7, length / 20))) {
            cuts.add(at);
        }
        return cuts;
    }

    private static List<String> readInPieces(byte[] stream, List<Integer> cuts) {
        return readInPieces(Wire.fromClient(), stream, cuts);
    }

    static List<String> readInPieces(Wire wire, byte[] stream, List<Integer> cuts) {
        int from = 0;
        for (int cut : cuts) {
            wire.read(stream, from, cut);
            from = cut;
        }
        return wire.read(stream, from, stream.length).outcome();
    }
}
