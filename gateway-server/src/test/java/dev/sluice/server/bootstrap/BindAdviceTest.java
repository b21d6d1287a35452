package dev.sluice.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BindAdviceTest {
    @ParameterizedTest
    @ValueSource(strings = {"Address already in use", "bind(..) failed with error(-98): Address already in use"})
    void a_port_in_use_is_answered_with_one_past_its_neighbours(String cause) {
        assertThat(advice("127.0.0.1", 8080, cause))
                .isEqualTo("port 8080 on 127.0.0.1 is in use; stop what holds it, or choose another with "
                        + "--set listen=127.0.0.1:8090");
    }

    @Test
    void behind_the_last_ports_there_are_none() {
        assertThat(advice("127.0.0.1", 65_535, "Address already in use"))
                .endsWith("or choose another with --set listen=127.0.0.1:65525");
    }

    @Test
    void an_ipv6_address_is_written_as_the_configuration_wants_it() {
        assertThat(advice("::1", 8080, "Address already in use")).endsWith("--set listen=[0:0:0:0:0:0:0:1]:8090");
    }

    @Test
    void a_privileged_port_is_answered_with_one_that_is_not() {
        assertThat(advice("127.0.0.1", 80, "Permission denied"))
                .isEqualTo("port 80 needs privileges; choose one from 1024, such as --set listen=127.0.0.1:8080");
    }

    @Test
    void an_address_of_another_machine_is_answered_with_loopback() {
        assertThat(advice("192.0.2.1", 8080, "Cannot assign requested address"))
                .isEqualTo("192.0.2.1 is not an address of this machine; choose another with "
                        + "--set listen=127.0.0.1:8080");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Permission denied", "Too many open files"})
    void what_is_not_known_is_told_as_it_is(String cause) {
        assertThat(advice("127.0.0.1", 8080, cause)).isEqualTo("cannot listen on 127.0.0.1:8080 (listen): " + cause);
    }

    /** The words are the platform's own, so they are taken from it once. */
    @Test
    void a_real_collision_is_known() throws IOException {
        try (ServerSocket holder = new ServerSocket()) {
            holder.bind(new InetSocketAddress("127.0.0.1", 0));
            try (ServerSocket second = new ServerSocket()) {
                second.bind(holder.getLocalSocketAddress());
            } catch (BindException e) {
                InetSocketAddress address = (InetSocketAddress) holder.getLocalSocketAddress();
                assertThat(BindAdvice.of("management", address, e)).contains("is in use", "--set management=");
                return;
            }
        }
        throw new AssertionError("two sockets on one port");
    }

    private static String advice(String host, int port, String cause) {
        return BindAdvice.of("listen", new InetSocketAddress(host, port), new IOException(cause));
    }
}
