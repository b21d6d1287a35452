package dev.sluice.protocol.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedForTest {
    private static final AddressRanges TRUSTED = new AddressRanges(
            Stream.of("10.0.0.0/8", "fd00::/8").map(AddressRange::of).toList());

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9",
        "'1.1.1.1, 203.0.113.9', 203.0.113.9",
        "'1.1.1.1,203.0.113.9,10.0.0.2 ,\t10.0.0.3', 203.0.113.9",
        "'10.0.0.4, 10.0.0.2', 10.0.0.4",
        "203.0.113.9:4711, 203.0.113.9",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1], 2001:db8:0:0:0:0:0:1",
        "[2001:db8::1]:4711, 2001:db8:0:0:0:0:0:1",
        "'203.0.113.9, fd00::1', 203.0.113.9",
        "'203.0.113.9, ::ffff:10.0.0.2', 203.0.113.9",
        "::ffff:203.0.113.9, 203.0.113.9",
        "'203.0.113.9,,', 203.0.113.9",
        "', ,', 10.0.0.1",
    })
    void the_client_is_the_first_from_the_right_who_is_not_trusted(String header, String client) {
        assertThat(walk(header)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, 10.0.0.1",
        "'203.0.113.9, unknown', 10.0.0.1",
        "'203.0.113.9, _hidden, 10.0.0.2', 10.0.0.2",
        "'203.0.113.9, localhost', 10.0.0.1",
        "'203.0.113.9, 10.0.0.2:99999', 10.0.0.1",
        "'203.0.113.9, 10.0.0.2:', 10.0.0.1",
        "'203.0.113.9, [fd00::1', 10.0.0.1",
        "'203.0.113.9, [10.0.0.2]', 10.0.0.1",
        "'203.0.113.9, fd00::1%eth0', 10.0.0.1",
        "'203.0.113.9, fd00::1]:80', 10.0.0.1",
        "'203.0.113.9, \"10.0.0.2\"', 10.0.0.1",
        "'203.0.113.9 10.0.0.2', 10.0.0.1",
    })
    void garbage_ends_the_walk_at_the_last_good_address(String header, String client) {
        assertThat(walk(header)).isEqualTo(client);
    }

    @Test
    void several_lines_are_one_list() {
        assertThat(walk("1.1.1.1", "203.0.113.9, 10.0.0.3", "10.0.0.2")).isEqualTo("203.0.113.9");
        assertThat(walk()).isEqualTo("10.0.0.1");
    }

    @Test
    void whoever_is_not_trusted_names_nobody() {
        InetAddress stranger = AddressText.read("192.0.2.7").orElseThrow();
        assertThat(ForwardedFor.client(stranger, List.of("203.0.113.9"), TRUSTED))
                .isEqualTo(stranger);
    }

    @Test
    void a_list_without_an_end_is_left_after_some_hops() {
        String hops = String.join(",", Collections.nCopies(4000, "10.0.0.9"));
        assertThat(walk("203.0.113.9," + hops)).isEqualTo("10.0.0.9");
        assertThat(walk("203.0.113.9," + String.join(",", Collections.nCopies(ForwardedFor.MOST_HOPS - 1, "10.0.0.9"))))
                .isEqualTo("203.0.113.9");
        assertThat(walk(",".repeat(8000))).isEqualTo("10.0.0.1");
        assertThat(walk("9".repeat(8000))).isEqualTo("10.0.0.1");
    }

    @Property
    void whatever_the_client_writes_at_the_left_changes_nothing(@ForAll String left) {
        assertThat(walk(left + ",203.0.113.9, 10.0.0.2")).isEqualTo("203.0.113.9");
    }

    @Property
    void no_text_breaks_the_walk(@ForAll String text) {
        assertThat(walk(text)).isNotEmpty();
    }

    private static String walk(String... lines) {
        InetAddress peer = AddressText.read("10.0.0.1").orElseThrow();
        return ForwardedFor.client(peer, List.of(lines), TRUSTED).getHostAddress();
    }
}
