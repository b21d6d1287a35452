package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;

/** The sample of README.md, word by word: {@link HelloGatewayTest} holds the two equal, and runs it. */
final class HelloGateway {
    private HelloGateway() {}

    // sample:start
    static Gateway start(int port) throws java.io.IOException {
        GatewayOptions options = GatewayOptions.builder()
                .listen(new InetSocketAddress("127.0.0.1", port))
                .conversation(
                        "/hello", session -> (kind, message) -> session.sendText("Hello, " + message.toString(UTF_8)))
                .build();
        return Gateway.start(options); // gateway.close() ends it: every client is told to come back
    }
    // sample:end
}
