package dev.sluice.protocol.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testing.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's strict decoder is the judge of what is UTF-8, and of what still can become it. */
class Utf8ValidatorTest {
    private static final int VALID = -1;
    private static final int INCOMPLETE = -2;

    /** Each is lawful behind some lead byte; behind it, 80 goes on with anything. */
    private static final byte[] SECOND_BYTES = Bytes.hex("80 90 a0");

    @ParameterizedTest(name = "{0} fails at byte {1}")
    @CsvSource({
        "80,                0", // a continuation of nothing
        "c0 80,             0", // overlong, told by its first byte
        "c1 bf,             0",
        "f5 80 80 80,       0", // beyond U+10FFFF
        "ff,                0",
        "c3 28,             1",
        "e0 9f bf,          1", // overlong, told by its second
        "ed a0 80,          1", // a surrogate; the decoder would blame its first byte
        "f0 8f bf bf,       1",
        "f4 90 80 80,       1",
        "e2 82 28,          2",
        "f0 9f 98 c3,       3",
        "61 62 63 64 65 66 67 68 61 ff, 9",
    })
    void the_first_byte_that_nothing_could_make_valid_is_refused(String hex, int index) {
        assertThat(verdict(Bytes.hex(hex))).isEqualTo(index);
        assertThat(judge(Bytes.hex(hex))).isEqualTo(index);
    }

    @Test
    void every_sequence_of_up_to_two_bytes_gets_the_judges_verdict() {
        byte[] pair = new byte[2];
        for (int first = 0; first < 256; first++) {
            pair[0] = (byte) first;
            assertThat(verdict(Arrays.copyOf(pair, 1))).isEqualTo(judge(Arrays.copyOf(pair, 1)));
            for (int second = 0; second < 256; second++) {
                pair[1] = (byte) second;
                assertThat(verdict(pair)).as("%02x %02x", first, second).isEqualTo(judge(pair));
            }
        }
    }

    @Test
    void every_character_of_unicode_is_taken() {
        Utf8Validator validator = new Utf8Validator();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] utf8 = Character.toString(c).getBytes(StandardCharsets.UTF_8);
                if (!validator.accept(Unpooled.wrappedBuffer(utf8)) || !validator.isComplete()) {
                    throw new AssertionError("U+" + Integer.toHexString(c));
                }
            }
        }
    }

    @Test
    void every_lead_and_what_may_stand_behind_it_in_the_middle_of_a_text_get_the_judges_verdict() {
        byte[] text = "????abcdefgh".getBytes(StandardCharsets.US_ASCII);
        byte[] others = Bytes.hex("41 7f 80 8f 90 9f a0 bf c0 ff");
        for (int first = 0x80; first < 256; first++) {
            text[0] = (byte) first;
            for (int rest = 0; rest < 1000; rest++) {
                text[1] = others[rest / 100];
                text[2] = others[rest / 10 % 10];
                text[3] = others[rest % 10];
                assertThat(verdict(text)).as("%s", Arrays.toString(text)).isEqualTo(judge(text));
            }
        }
    }

    @Property(tries = 2000)
    void random_bytes_get_the_judges_verdict(@ForAll("almostText") byte[] bytes, @ForAll long splits) {
        int expected = judge(bytes);
        assertThat(verdict(bytes)).isEqualTo(expected);
        assertThat(verdictInPieces(bytes, new Random(splits)))
                .isEqualTo(expected == VALID || expected == INCOMPLETE ? expected : 0);
    }

    /** Valid text of all lengths of characters, with a bad byte here and there, behind runs of ASCII of any length. */
    @Provide
    Arbitrary<byte[]> almostText() {
        return Arbitraries.randomValue(random -> {
            StringBuilder text = new StringBuilder();
            int characters = random.nextInt(30);
            for (int i = 0; i < characters; i++) {
                switch (random.nextInt(5)) {
                    case 0 -> text.append("a".repeat(random.nextInt(20)));
                    case 1 -> text.appendCodePoint(0x80 + random.nextInt(0x780));
                    case 2 -> text.appendCodePoint(0x800 + random.nextInt(0xD000));
                    case 3 -> text.appendCodePoint(0xE000 + random.nextInt(0x2000));
                    default -> text.appendCodePoint(0x10000 + random.nextInt(0x100000));
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            int faults = bytes.length == 0 ? 0 : random.nextInt(3);
            for (int i = 0; i < faults; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            return Arrays.copyOf(bytes, bytes.length - (bytes.length == 0 ? 0 : random.nextInt(2)));
        });
    }

    /** The index of the byte at which the validator gives up, fed one byte at a time and again as a whole. */
    private static int verdict(byte[] bytes) {
        Utf8Validator bytewise = new Utf8Validator();
        int failed = -1;
        for (int i = 0; i < bytes.length && failed < 0; i++) {
            failed = bytewise.accept(Unpooled.wrappedBuffer(bytes, i, 1)) ? -1 : i;
        }
        ByteBuf all = Unpooled.wrappedBuffer(bytes);
        Utf8Validator whole = new Utf8Validator();
        assertThat(whole.accept(all)).isEqualTo(failed < 0);
        assertThat(all.readableBytes()).as("the piece's indices stay").isEqualTo(bytes.length);
        if (failed >= 0) {
            return failed;
        }
        assertThat(whole.isComplete()).isEqualTo(bytewise.isComplete());
        return whole.isComplete() ? VALID : INCOMPLETE;
    }

    private static int verdictInPieces(byte[] bytes, Random random) {
        Utf8Validator validator = new Utf8Validator();
        for (int from = 0; from < bytes.length; ) {
            int length = Math.min(bytes.length - from, random.nextInt(12));
            if (!validator.accept(Unpooled.wrappedBuffer(bytes, from, length))) {
                return 0;
            }
            from += length;
        }
        return validator.isComplete() ? VALID : INCOMPLETE;
    }

    private static int judge(byte[] bytes) {
        if (decodes(bytes)) {
            return VALID;
        }
        for (int length = 1; length <= bytes.length; length++) {
            if (!canBecomeText(Arrays.copyOf(bytes, length))) {
                return length - 1;
            }
        }
        return INCOMPLETE;
    }

    private static boolean canBecomeText(byte[] start) {
        if (decodes(start)) {
            return true;
        }
        for (int more = 1; more <= 3; more++) {
            byte[] whole = Arrays.copyOf(start, start.length + more);
            Arrays.fill(whole, start.length, whole.length, (byte) 0x80);
            for (byte second : SECOND_BYTES) {
                whole[start.length] = second;
                if (decodes(whole)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean decodes(byte[] bytes) {
        CharBuffer out = CharBuffer.allocate(bytes.length);
        return !StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes), out, true)
                .isError();
    }
}
