package dev.sluice.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossChecksTest {
    private static final String OPEN =
            " can be reached from other machines, and rooms are open to everyone: stay on loopback, or"
                    + " write auth.mode: jwt to ask for tokens, auth.mode: none if that is what you want";

    @TempDir
    Path directory;

    @Test
    void beyond_loopback_open_rooms_have_to_be_meant() {
        assertThat(Loading.nothing().set("listen=0.0.0.0:8080").problems())
                .containsExactly("--set listen: 0.0.0.0:8080" + OPEN);
        assertThat(Loading.yaml(directory, "echo: true\nlisten: '[::]:80'\n").problems())
                .containsExactly("sluice.yaml:2:9: listen: [::]:80" + OPEN);
        assertThat(Loading.nothing()
                        .variables(Map.of("SLUICE_LISTEN", "192.0.2.1:0"))
                        .problems())
                .containsExactly("SLUICE_LISTEN: 192.0.2.1:0" + OPEN);
    }

    @Test
    void auth_mode_may_be_written_out_anywhere() {
        Loading open = Loading.nothing().set("listen=0.0.0.0:8080");
        assertThatCode(open.variables(Map.of("SLUICE_AUTH_MODE", "none"))::config)
                .doesNotThrowAnyException();
        assertThatCode(open.set("listen=0.0.0.0:8080", "auth.mode=none")::config)
                .doesNotThrowAnyException();
        assertThatCode(Loading.yaml(directory, "auth: {mode: none}").set("listen=0.0.0.0:80")::config)
                .doesNotThrowAnyException();
    }

    @Test
    void what_is_shared_has_room_for_the_largest_message_in_each_lane() {
        String yaml = "lanes: 2\nlimits: { message-bytes: 1MiB, buffered-bytes: %s }\n";
        assertThat(Loading.yaml(directory, yaml.formatted("1MiB")).problems())
                .containsExactly("sluice.yaml:2:48: limits.buffered-bytes: 1MiB has no room for a message of"
                        + " limits.message-bytes; with lanes: 2 write 8MiB or more, or 0 for half of the JVM's direct"
                        + " memory");
        assertThatCode(Loading.yaml(directory, yaml.formatted("8MiB"))::config).doesNotThrowAnyException();
        assertThatCode(Loading.yaml(directory, yaml.formatted("0"))::config).doesNotThrowAnyException();
    }

    @Test
    void an_empty_auth_section_does_not_count_as_written_out() {
        assertThat(Loading.yaml(directory, "listen: 0.0.0.0:80\nauth:\n").problems())
                .hasSize(1);
        assertThat(Loading.yaml(directory, "listen: 0.0.0.0:80\nauth: { mode: }\n")
                        .problems())
                .containsExactly("sluice.yaml:2:9: auth.mode: expected none or jwt, got nothing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:80", "127.8.8.8:80", "[::1]:80", "localhost:80"})
    void loopback_needs_no_word(String listen) {
        assertThatCode(Loading.nothing().set("listen=" + listen)::config).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:90, 127.0.0.1:90",
        "localhost:90, 127.0.0.1:90",
        "0.0.0.0:90, 127.0.0.1:90",
        "127.0.0.1:90, [::]:90",
    })
    void two_servers_cannot_share_a_port(String listen, String management) {
        assertThat(Loading.nothing()
                        .set("listen=" + listen, "management=" + management, "auth.mode=none")
                        .problems())
                .containsExactly(
                        "--set management: " + management + " is taken by listen; give one of them another port");
    }

    @Test
    void the_port_of_a_default_is_taken_too() {
        assertThat(Loading.nothing().set("listen=0.0.0.0:8081").problems())
                .containsExactly(
                        "--set listen: 0.0.0.0:8081" + OPEN,
                        "--set listen: 0.0.0.0:8081 is taken by management; give one of them another port");
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:0, 127.0.0.1:0",
        "127.0.0.1:90, 127.0.0.1:91",
        "127.0.0.1:90, 127.0.0.2:90",
        "127.0.0.1:90, [::1]:90"
    })
    void other_ports_and_other_addresses_are_free(String listen, String management) {
        assertThatCode(Loading.nothing().set("listen=" + listen, "management=" + management)::config)
                .doesNotThrowAnyException();
    }

    @Test
    void a_proxy_header_that_nobody_may_send_is_a_mistake() {
        String nobody = "nobody is trusted to send the header; write the addresses of the balancers, such as"
                + " trusted-proxies: [10.0.0.0/8]";
        assertThat(Loading.nothing().set("proxy-protocol=required").problems())
                .containsExactly("--set proxy-protocol: " + nobody);
        assertThat(Loading.yaml(directory, "trusted-proxies: []\nproxy-protocol: required\n")
                        .problems())
                .containsExactly("sluice.yaml:2:17: proxy-protocol: " + nobody);
        assertThat(Loading.nothing()
                        .set("proxy-protocol=required", "trusted-proxies=10.0.0.0/33")
                        .problems())
                .containsExactly(
                        "--set trusted-proxies: expected a length from 0 to 32 behind the slash, got \"10.0.0.0/33\"");
        assertThatCode(Loading.nothing().set("proxy-protocol=required", "trusted-proxies=10.0.0.0/8")::config)
                .doesNotThrowAnyException();
        assertThatCode(Loading.yaml(directory, "proxy-protocol: off")::config).doesNotThrowAnyException();
    }

    @Test
    void a_bad_address_is_told_once() {
        assertThat(Loading.nothing()
                        .set("listen=0.0.0.0", "management=127.0.0.1:8080")
                        .problems())
                .containsExactly("--set listen: expected an address such as 127.0.0.1:8080, got \"0.0.0.0\"");
    }
}
