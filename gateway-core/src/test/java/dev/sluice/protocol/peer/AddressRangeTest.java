package dev.sluice.protocol.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255",
        "10.0.0.0/8, ::ffff:10.1.2.3",
        "10.1.2.3, 10.1.2.3",
        "10.1.2.128/25, 10.1.2.128",
        "0.0.0.0/0, 203.0.113.9",
        "::ffff:10.0.0.0/104, 10.9.9.9",
        "::ffff:10.1.2.3, 10.1.2.3",
        "fd00::/8, fdff::1",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1",
        "2001:DB8::/33, 2001:db8:7fff::1",
        "::/0, 2001:db8::1",
        "::1, ::1",
    })
    void a_block_contains_what_shares_its_leading_bits(String block, String address) {
        assertThat(AddressRange.of(block).contains(address(address))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 11.0.0.0",
        "10.1.2.3, 10.1.2.4",
        "10.1.2.128/25, 10.1.2.127",
        "::/0, 10.1.2.3",
        "0.0.0.0/0, ::1",
        "2001:db8::/33, 2001:db8:8000::1",
        "fd00::/8, fc00::1",
        "::1, 127.0.0.1",
    })
    void a_block_contains_nothing_else(String block, String address) {
        assertThat(AddressRange.of(block).contains(address(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0/8",
                "10.0.0.0 /8",
                "010.0.0.0/8",
                "localhost",
                "example.com/8",
                "[::1]",
                "[::1]/128",
                "::1/129",
                "fe80::1%eth0",
                "::ffff:10.0.0.0/8",
                "1.2.3.4:80",
                "1.2.3.256",
                ":::1",
                "1:2:3:4:5:6:7",
                "12345::",
                "\u0661.0.0.0/8"
            })
    void what_is_no_block_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of(text))
                .withMessageStartingWith("expected");
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1/8, 10.0.0.0/8", "fd00::1/8, fd00:0:0:0:0:0:0:0/8", "::ffff:10.0.0.1/104, 10.0.0.0/8"})
    void bits_behind_the_length_are_refused_with_what_was_meant(String text, String meant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of(text))
                .withMessage("the address has bits behind the length; write " + meant);
        assertThat(AddressRange.of(meant)).hasToString(meant);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void a_block_contains_an_address_if_and_only_if_their_leading_bits_are_equal(
            @ForAll @Size(4) List<Byte> one,
            @ForAll @Size(4) List<Byte> other,
            @ForAll @IntRange(max = 32) int bits,
            @ForAll @IntRange(max = 32) int shared) {
        int first = intOf(one);
        int mask = bits == 0 ? 0 : -1 << (32 - bits);
        int keep = shared == 0 ? 0 : -1 << (32 - shared);
        int second = (first & keep) | (intOf(other) & ~keep);
        AddressRange block = AddressRange.of(addressOf(first & mask).getHostAddress() + "/" + bits);
        assertThat(block.contains(addressOf(second))).isEqualTo((first & mask) == (second & mask));
    }

    private static InetAddress address(String text) {
        return AddressText.read(text).orElseThrow();
    }

    private static int intOf(List<Byte> octets) {
        int value = 0;
        for (byte octet : octets) {
            value = (value << Byte.SIZE) | Byte.toUnsignedInt(octet);
        }
        return value;
    }

    private static InetAddress addressOf(int bits) {
        return AddressText.of(new byte[] {(byte) (bits >> 24), (byte) (bits >> 16), (byte) (bits >> 8), (byte) bits});
    }
}
