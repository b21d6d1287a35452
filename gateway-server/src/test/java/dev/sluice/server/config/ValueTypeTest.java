package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.transport.io.TransportChoice;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    private static final Size SIZE = new Size(10, Size.GIB);
    private static final Time TIME = new Time(Duration.ofMillis(10), Duration.ofHours(1));
    private static final WholeNumber NUMBER = new WholeNumber(0, 1024);

    @ParameterizedTest
    @CsvSource({"10,10", "10B,10", "64KiB,65536", "1MiB,1048576", "1GiB,1073741824", "1073741824,1073741824", "0010,10"
    })
    void a_size_has_a_unit_of_1024_or_none(String text, int bytes) throws BadValueException {
        assertThat(SIZE.read(Scalar.untyped(text))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "64KB", "64kib", "64K", "6.4KiB", "64 KiB", "KiB", "+5", "0x40", "1_024"})
    void what_is_no_size(String text) {
        assertRefused(SIZE, text, "expected a size such as 64KiB, got \"" + text + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-1", "9", "9B", "0KiB", "2GiB", "1073741825", "1025MiB", "99999999999GiB", "9223372036854775808"
            })
    void a_size_out_of_range(String text) {
        assertRefused(SIZE, text, "expected a size from 10B to 1GiB, got \"" + text + '"');
    }

    @ParameterizedTest
    @CsvSource({"10ms,10", "25s,25000", "60m,3600000", "1h,3600000", "3600000ms,3600000"})
    void a_time_has_a_unit(String text, long millis) throws BadValueException {
        assertThat(TIME.read(Scalar.untyped(text))).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void a_time_without_unit_is_refused_with_the_units() {
        assertRefused(TIME, "25", "expected a time such as 25s, got \"25\": write its unit (ms, s, m or h)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "25 s", "25sec", "1.5s", "1m30s", "1d", "25S"})
    void what_is_no_time(String text) {
        assertRefused(TIME, text, "expected a time such as 25s, got \"" + text + '"');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0s", "9ms", "-5s", "61m", "2h", "3600001ms", "999999999999999999h", "99999999999999999999ms"})
    void a_time_out_of_range(String text) {
        assertRefused(TIME, text, "expected a time from 10ms to 1h, got \"" + text + '"');
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "0.0.0.0:80, 0.0.0.0, 80",
        "[::1]:8080, ::1, 8080",
        "[::]:65535, ::, 65535",
        "127.0.0.1:0, 127.0.0.1, 0",
        "localhost:1, 127.0.0.1, 1",
    })
    void an_address_is_resolved(String text, String host, int port) throws BadValueException {
        InetSocketAddress address = new Address().read(Scalar.untyped(text));
        assertThat(address.isUnresolved()).isFalse();
        assertThat(address).isEqualTo(new InetSocketAddress(host, port));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8080              | expected an address such as 127.0.0.1:8080, got \"8080\"",
                ":8080             | expected an address such as 127.0.0.1:8080, got \":8080\"",
                "127.0.0.1         | expected an address such as 127.0.0.1:8080, got \"127.0.0.1\"",
                "127.0.0.1:        | expected an address such as 127.0.0.1:8080, got \"127.0.0.1:\"",
                "127.0.0.1:-1      | expected an address such as 127.0.0.1:8080, got \"127.0.0.1:-1\"",
                "http://a:80       | expected an address such as 127.0.0.1:8080, got \"http://a:80\"",
                "127.0.0.1:65536   | expected a port from 0 to 65535, got \"127.0.0.1:65536\"",
                "::1:8080          | expected an address such as [::1]:8080, IPv6 in brackets, got \"::1:8080\"",
                "[127.0.0.1]:80    | expected an IPv6 address between the brackets, got \"[127.0.0.1]:80\"",
                "[:::::]:80        | expected an IPv6 address between the brackets, got \"[:::::]:80\"",
                "127.1:80          | expected an IPv4 address of four numbers from 0 to 255, got \"127.1:80\"",
                "1.2.3.256:80      | expected an IPv4 address of four numbers from 0 to 255, got \"1.2.3.256:80\"",
                "no-such.invalid:1 | cannot find host \"no-such.invalid\"",
            })
    void what_is_no_address(String text, String problem) {
        assertRefused(new Address(), text, problem);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "1025", "00", "1e3", "999999999999999999999", "１"})
    void what_is_no_number_in_range(String text) {
        assertRefused(NUMBER, text, "expected a whole number from 0 to 1024, got \"" + text + '"');
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "on", "1", "TRUE"})
    void a_switch_has_two_words(String text) {
        assertRefused(new Switch(), text, "expected true or false, got \"" + text + '"');
    }

    @Test
    void a_choice_is_in_kebab_case() throws BadValueException {
        Choice<TransportChoice> choice = Choice.of(TransportChoice.class);
        assertThat(choice.read(Scalar.untyped("io-uring"))).isEqualTo(TransportChoice.IO_URING);
        assertRefused(choice, "IO_URING", "expected auto, io-uring, epoll or nio, got \"IO_URING\"");
    }

    @Test
    void what_is_written_reads_as_the_same_value() throws BadValueException {
        Random random = new Random(1);
        for (int round = 0; round < 10_000; round++) {
            int bytes = random.nextInt(10, Size.GIB) >> random.nextInt(20);
            assertRoundTrip(SIZE, Math.max(10, bytes));
            assertRoundTrip(SIZE, random.nextInt(1, 1024) * Size.KIB);
            assertRoundTrip(TIME, Duration.ofMillis(random.nextInt(10, 3_600_001)));
            assertRoundTrip(TIME, Duration.ofSeconds(random.nextInt(1, 3601)));
            assertRoundTrip(NUMBER, random.nextInt(1025));
            assertRoundTrip(new Address(), new InetSocketAddress("::1", random.nextInt(65_536)));
        }
    }

    @Test
    void what_a_problem_shows_is_one_short_line() {
        assertRefused(new Switch(), "a\nb\u001b[2J\u2028", "expected true or false, got \"a b [2J \"");
        assertRefused(new Switch(), "x".repeat(500), "expected true or false, got \"" + "x".repeat(80) + "…\"");
        assertRefused(new Switch(), "x".repeat(79) + "😀", "expected true or false, got \"" + "x".repeat(79) + " …\"");
    }

    private static <T> void assertRoundTrip(ValueType<T> type, T value) throws BadValueException {
        assertThat(type.read(Scalar.untyped(type.write(value)))).isEqualTo(value);
    }

    private static void assertRefused(ValueType<?> type, String text, String problem) {
        assertThatThrownBy(() -> type.read(Scalar.untyped(text)))
                .isInstanceOf(BadValueException.class)
                .hasMessage(problem);
    }
}
