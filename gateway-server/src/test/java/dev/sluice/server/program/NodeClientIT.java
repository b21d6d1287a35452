package dev.sluice.server.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.server.bootstrap.RunningServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** npm's ws, the client that most programs of Node use; the steps are in {@code ws.mjs}. */
class NodeClientIT {
    private static RunningServer server;

    @BeforeAll
    static void start() throws Exception {
        server = Servers.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void text_and_binary_come_back_as_they_went() throws Exception {
        run("echo");
    }

    @Test
    void a_message_in_fragments_is_one_message() throws Exception {
        run("fragments");
    }

    @Test
    void both_sides_answer_pings() throws Exception {
        try (RunningServer pinging = Servers.start("liveness.ping-interval=50ms")) {
            NodeScripts.run("ws.mjs", "pings", Servers.socketUrl(pinging, ""));
            assertThat(Metrics.of(pinging).value("gateway_ping_rtt_seconds_count"))
                    .isPositive();
        }
    }

    @Test
    void a_close_of_the_client_is_answered_with_its_code() throws Exception {
        run("client closes");
        Metrics.of(server).await("gateway_connections_closed_total{code=\"1001\",initiator=\"client\"}", 1);
    }

    @Test
    void the_server_closes_with_a_code_and_a_reason() throws Exception {
        run("server closes");
        Metrics.of(server).await("gateway_connections_closed_total{code=\"1009\",initiator=\"server\"}", 1);
    }

    @Test
    void a_stopping_server_tells_its_clients_to_come_back() throws Exception {
        Tools.node();
        RunningServer stopping = Servers.start();
        try (Child node = NodeScripts.start("ws.mjs", "restart", Servers.socketUrl(stopping, ""))) {
            assertThat(node.line(0)).isEqualTo("connected");
            stopping.close();
            assertThat(node.exitCode()).describedAs(node.toString()).isZero();
        }
    }

    @Test
    void two_clients_talk_over_the_envelope() throws Exception {
        run("envelope");
    }

    @Test
    void published_json_arrives_byte_for_byte() throws Exception {
        run("awkward data");
    }

    @Test
    void raw_and_envelope_clients_share_a_room() throws Exception {
        run("mixed room");
    }

    @Test
    void every_mistake_has_its_error_code() throws Exception {
        run("errors");
    }

    @Test
    void an_offer_of_compression_is_declined() throws Exception {
        run("compression");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void members_who_compress_in_any_way_read_each_other(boolean takeover) throws Exception {
        try (RunningServer compressing = Servers.start(
                "compression.enabled=true", "compression.threshold=1", "compression.context-takeover=" + takeover)) {
            NodeScripts.run("ws.mjs", "deflate", Servers.socketUrl(compressing, ""));
            assertThat(Metrics.of(compressing).value("gateway_compression_input_bytes_total"))
                    .isPositive();
        }
    }

    private static void run(String scenario) throws IOException, InterruptedException {
        NodeScripts.run("ws.mjs", scenario, Servers.socketUrl(server, ""));
    }
}
