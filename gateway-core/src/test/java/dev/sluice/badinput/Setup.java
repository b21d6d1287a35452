package dev.sluice.badinput;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.limit.Limits;
import dev.sluice.namespace.AccessRules;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.AllowedOrigins;
import dev.sluice.protocol.handshake.OriginPattern;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.protocol.peer.AddressRanges;
import dev.sluice.session.Liveness;
import dev.sluice.testing.Gateways;
import dev.sluice.testing.RawClient;
import dev.sluice.testing.Tls;
import dev.sluice.testing.Tokens;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import dev.sluice.transport.http.WebPage;
import dev.sluice.transport.io.TransportChoice;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The gateways that rows are said to. */
enum Setup {
    /** On its defaults, with a page that says "hi". */
    USUAL(options -> options.page("/", new WebPage("text/plain", new byte[] {'h', 'i'}))),

    /** With little time for handshakes and pongs. */
    HURRIED(options ->
            options.liveness(new Liveness(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(300)))),

    /** With a quota of a message a second. */
    RATED(options -> options.limits(Limits.builder().messagesPerSecond(1).build())),

    /** Where little may wait for a reader, and one message brings much. */
    SLOW(options -> options.limits(Limits.builder().pendingBytes(1024).build())
            .conversation("/flood", session -> (kind, payload) -> {
                for (int i = 0; i < 10; i++) {
                    session.sendText("x".repeat(60 * 1024));
                }
            })),

    /** With hardly any memory for what is unfinished. */
    SMALL(options -> options.limits(Limits.builder().bufferedBytes(128 * 1024).build())),

    /** That speaks TLS, with little time for handshakes. */
    ENCRYPTED(options -> options.tls(Setup::tls)
            .liveness(new Liveness(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(300)))),

    /** With compression. */
    COMPRESSING(options -> options.compression(new Compression(true, 64, false, 15))),

    /** For pages of one origin. */
    ONE_ORIGIN(options -> options.callers(rules(ProxyProtocol.OFF, "192.0.2.1"))),

    /** Behind a proxy that sends PROXY headers, which every client here is trusted to be. */
    PROXIED(options -> options.callers(rules(ProxyProtocol.REQUIRED, "127.0.0.1"))
            .liveness(new Liveness(Duration.ofSeconds(25), Duration.ofSeconds(10), Duration.ofMillis(300)))),

    /** The same, and nobody here is that proxy. */
    PROXIED_BY_OTHERS(options -> options.callers(rules(ProxyProtocol.REQUIRED, "192.0.2.1"))),

    /** Whose rooms have rules; a room for one has its member. */
    NAMESPACED(options -> options.namespaces(namespaces())) {
        @Override
        void prepare(Running running) throws IOException {
            running.occupant = RawClient.open(running.gateway, "/rooms/narrow:a");
        }
    },

    /** That asks for tokens. */
    GUARDED(options -> options.authenticator(new Tokens())),

    /** The same, where a user may have one session, and alice has hers. */
    ONE_A_USER(options -> options.authenticator(new Tokens())
            .limits(Limits.builder().sessionsPerUser(1).build())) {
        @Override
        void prepare(Running running) throws IOException {
            String bearer = "\r\nAuthorization: Bearer alice\r\n\r\n";
            RawClient alice = RawClient.connect(running.gateway);
            running.occupant = alice;
            alice.say(RawClient.request("/rooms/a").replace("\r\n\r\n", bearer)).readHead();
        }
    },

    /** The same, with little time to show one. */
    GUARDED_IN_A_HURRY(options -> options.authenticator(new Tokens())
            .liveness(new Liveness(Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(300)))),

    /** With room for one connection of each address, which is taken. */
    ONE_EACH(options -> options.limits(Limits.builder().connectionsPerIp(1).build())) {
        @Override
        void prepare(Running running) throws IOException {
            running.occupant = RawClient.open(running.gateway, "/echo");
        }
    },

    /** With room for one opening handshake, which somebody makes. */
    ONE_OPENING(
            options -> options.limits(Limits.builder().concurrentHandshakes(1).build())) {
        @Override
        void prepare(Running running) throws IOException {
            running.occupant = RawClient.connect(running.gateway);
        }
    },

    /** With room for one connection, which is taken. */
    FULL(options -> options.limits(Limits.builder().connections(1).build())) {
        @Override
        void prepare(Running running) throws IOException {
            running.occupant = RawClient.open(running.gateway, "/echo");
        }
    };

    private final Consumer<GatewayOptions.Builder> options;

    Setup(Consumer<GatewayOptions.Builder> options) {
        this.options = options;
    }

    private static CallerRules rules(ProxyProtocol protocol, String trusted) {
        return new CallerRules(
                new AllowedOrigins(List.of(OriginPattern.of("https://app.example.com"))),
                protocol,
                new AddressRanges(List.of(AddressRange.of(trusted))));
    }

    private static Namespaces namespaces() {
        return Namespaces.builder()
                .add("wrapped", access(JoinRule.EVERYONE, Audience.MEMBERS, false))
                .add("club", access(JoinRule.TOKEN, Audience.MEMBERS, true))
                .add("news", access(JoinRule.EVERYONE, Audience.BACKEND, true))
                .add("short", RoomRules.builder().messageBytes(8).build())
                .add("narrow", RoomRules.builder().members(1).build())
                .closed()
                .build();
    }

    private static RoomRules access(JoinRule join, Audience publish, boolean raw) {
        return RoomRules.builder()
                .access(new AccessRules(join, publish, Audience.MEMBERS, Audience.MEMBERS, raw))
                .build();
    }

    private static SslContext tls() {
        try {
            return Tls.server(Tls.CERTIFICATE, SslProvider.JDK);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it, with one lane. */
    Running start(TransportChoice transport) throws IOException {
        GatewayOptions.Builder builder = Gateways.options().transport(transport).lanes(1);
        options.accept(builder);
        Running running = new Running(Gateway.start(builder.build()));
        prepare(running);
        return running;
    }

    void prepare(Running running) throws IOException {
        // most are ready as they are
    }

    /** A gateway, and a client that stays, where there is one. */
    static final class Running implements AutoCloseable {
        private final Gateway gateway;
        private AutoCloseable occupant = () -> {};

        private Running(Gateway gateway) {
            this.gateway = gateway;
        }

        Gateway gateway() {
            return gateway;
        }

        @Override
        public void close() throws Exception {
            occupant.close();
            gateway.close();
        }
    }
}
