package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.testing.RawClient;
import dev.sluice.transport.io.IoTransport;
import dev.sluice.transport.io.TransportChoice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes that are denied an interface of the kernel: which one they take, and what they say about it. */
@EnabledOnOs(OS.LINUX)
class TransportIT {
    private static final Path DENY = Path.of("src/test/python/deny-io-uring.py").toAbsolutePath();
    private static final Pattern PORT = Pattern.compile("127\\.0\\.0\\.1:(\\d+)/");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EPERM  | 0  | Operation not permitted",
                "ENOSYS | 0  | Function not implemented",
                "ENOMEM | 16 | Cannot allocate memory"
            })
    void auto_takes_epoll_in_silence_where_rings_are_denied(String error, String entries, String why) throws Exception {
        try (Child child = denied(error, entries, "serve", "--set", "lanes=2")) {
            assertServes(child, "epoll", why);
        }
        try (Child child = denied(error, entries, "version")) {
            assertThat(child.exitCode()).describedAs(child.toString()).isZero();
            assertThat(child.err()).isEmpty();
            assertThat(child.out())
                    .anyMatch(line -> line.startsWith("transport epoll (io_uring: ") && line.contains(why));
        }
    }

    @ParameterizedTest
    @CsvSource({"EPERM, 0", "ENOMEM, 16"})
    void io_uring_by_name_is_a_mistake_where_it_is_denied(String error, String entries) throws Exception {
        try (Child child = denied(error, entries, "serve", "--set", "transport=io-uring")) {
            assertThat(child.exitCode()).describedAs(child.toString()).isEqualTo(2);
            assertThat(child.err())
                    .singleElement()
                    .asString()
                    .startsWith("gateway: io_uring is not available here: ")
                    .endsWith("; set transport: auto to take what there is");
        }
    }

    @Test
    void auto_takes_nio_in_silence_where_native_libraries_cannot_be_unpacked() throws Exception {
        try (Child child = sluice(List.of(), List.of("-Dio.netty.native.workdir=/proc"), "serve")) {
            assertServes(child, "nio", "; epoll: ");
        }
    }

    @Test
    void a_transport_that_was_asked_for_says_so() throws Exception {
        try (Child child = sluice(List.of(), List.of(), "serve", "--set", "transport=nio")) {
            assertServes(child, "nio", "as configured");
        }
    }

    /** In the greeting, the log and the metrics; and a client is served. */
    private static void assertServes(Child child, String transport, String why) throws Exception {
        String ready = child.lineWith("is ready");
        assertThat(ready).contains(": " + transport + " (", why);
        int port = portOf(child.lineWith("/echo"));
        int management = portOf(child.lineWith("/metrics"));
        assertThat(Metrics.at(management).page())
                .containsPattern("gateway_build_info\\{.*transport=\"" + transport + "\"");
        try (RawClient client =
                RawClient.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "/echo")) {
            client.sendText("hello");
            assertThat(client.readFrame().text()).isEqualTo("hello");
        }
        child.terminate();
        assertThat(child.exitCode()).isZero();
        assertThat(child.err()).describedAs("no warning, no stack").allMatch(line -> line.contains(" INFO "));
        assertThat(child.err())
                .anyMatch(line -> line.contains("transport=\"" + transport + " (") && line.contains(why));
    }

    private static int portOf(String line) {
        Matcher port = PORT.matcher(line);
        assertThat(port.find()).describedAs(line).isTrue();
        return Integer.parseInt(port.group(1));
    }

    private static Child denied(String error, String entries, String... arguments) throws IOException {
        List<Object> deny = List.of(Tools.python(), DENY, error, entries);
        assumeThat(IoTransport.take(TransportChoice.AUTO).name())
                .describedAs("what cannot be had anyway cannot be denied")
                .isEqualTo("io_uring");
        return sluice(deny, List.of(), arguments);
    }

    private static Child sluice(List<?> before, List<String> jvm, String... arguments) throws IOException {
        List<Object> command = new ArrayList<>(before);
        command.addAll(List.of(Tools.java(), "-XX:TieredStopAtLevel=1"));
        command.addAll(jvm);
        command.addAll(List.of("-jar", Tools.jar()));
        command.addAll(List.of(arguments));
        if (arguments[0].equals("serve")) {
            List.of("listen=127.0.0.1:0", "management=127.0.0.1:0", "drain.grace=0s")
                    .forEach(setting -> command.addAll(List.of("--set", setting)));
        }
        return Child.start(Tools.TARGET, command);
    }
}
