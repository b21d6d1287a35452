package dev.sluice;

import dev.sluice.auth.Authenticator;
import dev.sluice.auth.PublishCheck;
import dev.sluice.auth.TokenCheck;
import dev.sluice.limit.Limits;
import dev.sluice.namespace.Namespaces;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.session.ConversationFactory;
import dev.sluice.session.Liveness;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.http.WebPage;
import dev.sluice.transport.io.TransportChoice;
import io.netty.handler.ssl.SslContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a {@link Gateway} is told before it starts. Immutable; made by {@link #builder()}.
 *
 * @param listen the public address; port 0 takes a free one
 * @param transport the kernel interface to use
 * @param lanes event loops; 0: one for each processor
 * @param liveness pings and timeouts
 * @param limits what the gateway takes at most
 * @param compression whether and how messages are compressed
 * @param echo whether {@code /echo} is there
 * @param rooms whether {@code /rooms/…} and {@code /ws} are there
 * @param conversations conversations of one's own, by exact path
 * @param pages fixed pages, by exact path
 * @param tls the context of new connections, where the public port speaks TLS
 * @param callers who may call, and who is believed when he says for whom he calls
 * @param mostFiles connections that the process has files for, whatever the limits say; 0: as many as they say
 * @param namespaces which rules hold in which room, to begin with; {@link Gateway#namespaces} puts others in their place
 * @param listener is told of sessions and rooms as they come and go
 * @param tokens how tokens are looked at, where every WebSocket needs one
 * @param publishCheck who is asked about messages, where a room's rules say so
 */
public record GatewayOptions(
        InetSocketAddress listen,
        TransportChoice transport,
        int lanes,
        Liveness liveness,
        Limits limits,
        Compression compression,
        boolean echo,
        boolean rooms,
        Map<String, ConversationFactory> conversations,
        Map<String, WebPage> pages,
        Optional<Supplier<SslContext>> tls,
        CallerRules callers,
        int mostFiles,
        Namespaces namespaces,
        Optional<GatewayListener> listener,
        Optional<TokenCheck> tokens,
        Optional<PublishCheck> publishCheck) {

    /** Copies the maps; throws {@link IllegalArgumentException} for a negative number. */
    public GatewayOptions {
        if (lanes < 0) {
            throw new IllegalArgumentException("lanes must be at least 0, not " + lanes);
        }
        if (mostFiles < 0) {
            throw new IllegalArgumentException("mostFiles must be at least 0, not " + mostFiles);
        }
        conversations = Map.copyOf(conversations);
        pages = Map.copyOf(pages);
    }

    /** Starts from the defaults: loopback, port 8080, rooms and echo on. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the options. Not thread-safe. */
    public static final class Builder {
        private InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 8080);
        private TransportChoice transport = TransportChoice.AUTO;
        private int lanes;
        private Liveness liveness = Liveness.defaults();
        private Limits limits = Limits.defaults();
        private Compression compression = Compression.OFF;
        private boolean echo = true;
        private boolean rooms = true;
        private final Map<String, ConversationFactory> conversations = new LinkedHashMap<>();
        private final Map<String, WebPage> pages = new LinkedHashMap<>();
        private Optional<Supplier<SslContext>> tls = Optional.empty();
        private CallerRules callers = CallerRules.OPEN;
        private int mostFiles;
        private Namespaces namespaces = Namespaces.OPEN;
        private Optional<GatewayListener> listener = Optional.empty();
        private Optional<TokenCheck> tokens = Optional.empty();
        private Optional<PublishCheck> publishCheck = Optional.empty();

        private Builder() {}

        /** The public address; port 0 takes a free one. */
        public Builder listen(InetSocketAddress address) {
            this.listen = address;
            return this;
        }

        /** The kernel interface to use. */
        public Builder transport(TransportChoice choice) {
            this.transport = choice;
            return this;
        }

        /** The number of event loops; 0: one for each processor. */
        public Builder lanes(int count) {
            this.lanes = count;
            return this;
        }

        /** Pings and timeouts. */
        public Builder liveness(Liveness times) {
            this.liveness = times;
            return this;
        }

        /** What the gateway takes at most. */
        public Builder limits(Limits most) {
            this.limits = most;
            return this;
        }

        /** Whether and how messages are compressed. */
        public Builder compression(Compression how) {
            this.compression = how;
            return this;
        }

        /** Whether {@code /echo} is there. */
        public Builder echo(boolean on) {
            this.echo = on;
            return this;
        }

        /** Whether {@code /rooms/…} and {@code /ws} are there. */
        public Builder rooms(boolean on) {
            this.rooms = on;
            return this;
        }

        /** A conversation of one's own on an exact path, such as {@code /greet}. */
        public Builder conversation(String path, ConversationFactory factory) {
            conversations.put(path, factory);
            return this;
        }

        /** A fixed page on an exact path, such as {@code /}. */
        public Builder page(String path, WebPage page) {
            pages.put(path, page);
            return this;
        }

        /**
         * Has the public port speak TLS. The context is asked for at the beginning of each connection, by any lane, and must not wait; a
         * new certificate takes effect by handing out another one. {@link dev.sluice.transport.tls.TlsPolicy} makes sound ones.
         */
        public Builder tls(Supplier<SslContext> contexts) {
            this.tls = Optional.of(contexts);
            return this;
        }

        /** Who may call, and who is believed when he says for whom he calls. */
        public Builder callers(CallerRules rules) {
            this.callers = rules;
            return this;
        }

        /** What holds in which rooms. */
        public Builder namespaces(Namespaces those) {
            this.namespaces = those;
            return this;
        }

        /** Who is told of sessions and rooms as they come and go. */
        public Builder listener(GatewayListener whom) {
            this.listener = Optional.of(whom);
            return this;
        }

        /** Connections that the process has files for, whatever the limits say; 0: as many as they say. */
        public Builder mostFiles(int connections) {
            this.mostFiles = connections;
            return this;
        }

        /**
         * Has every WebSocket show a token: as {@code Authorization: Bearer}, as a subprotocol {@code sluice.token.…}, or, on {@code /ws}, as
         * the first message.
         */
        public Builder authenticator(Authenticator authenticator) {
            return tokens(new TokenCheck(authenticator, Optional.empty()));
        }

        /** The same, and where else the token may be. */
        public Builder tokens(TokenCheck check) {
            this.tokens = Optional.of(check);
            return this;
        }

        /**
         * Has somebody asked about each message of a client to a room whose rules say so; without it such a room takes none.
         * {@link dev.sluice.namespace.AccessRules#askPublish}
         */
        public Builder publishCheck(PublishCheck check) {
            this.publishCheck = Optional.of(check);
            return this;
        }

        /** The options as collected so far. */
        public GatewayOptions build() {
            return new GatewayOptions(
                    listen,
                    transport,
                    lanes,
                    liveness,
                    limits,
                    compression,
                    echo,
                    rooms,
                    conversations,
                    pages,
                    tls,
                    callers,
                    mostFiles,
                    namespaces,
                    listener,
                    tokens,
                    publishCheck);
        }
    }
}
