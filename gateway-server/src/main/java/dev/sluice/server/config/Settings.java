package dev.sluice.server.config;

import dev.sluice.limit.Limits;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.handshake.OriginPattern;
import dev.sluice.protocol.peer.AddressRange;
import dev.sluice.server.log.LogConfig;
import dev.sluice.server.log.LogFormat;
import dev.sluice.server.log.LogLevel;
import dev.sluice.server.tls.ClientCertificates;
import dev.sluice.session.Liveness;
import dev.sluice.transport.caller.CallerRules;
import dev.sluice.transport.caller.ProxyProtocol;
import dev.sluice.transport.io.TransportChoice;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The table of settings: keys, types, ranges, defaults, variables, suggestions and the reference all come from here. */
final class Settings {
    private static final Limits LIMITS = Limits.defaults();
    private static final Liveness LIVENESS = Liveness.defaults();

    /**
     * From 10 ms, below which the scheduling of a busy machine would count as a dead client, to 1 h: every NAT and balancer has
     * forgotten a silent connection long before.
     */
    private static final Time SPAN = new Time(Duration.ofMillis(10), Duration.ofHours(1));

    /** To 1024: more than the largest machines have processors, and more lanes than processors only take turns. */
    private static final WholeNumber LANES = new WholeNumber(0, 1024);

    /** Ten million: ten times the files that Linux lets a process open unless told otherwise (fs.nr_open). */
    private static final WholeNumber CONNECTIONS = new WholeNumber(0, 10_000_000);

    /** To 1 GiB: one message lies in one buffer, and a buffer ends at 2 GiB. */
    private static final Size MESSAGE_BYTES = new Size(1, Size.GIB);

    /** To the largest message in frames of 1 KiB. */
    private static final WholeNumber FRAGMENTS = new WholeNumber(0, 1024 * 1024);

    /** To 100,000: a session's rooms are left one by one when it ends, and that must not stop its lane for long. */
    private static final WholeNumber ROOMS = new WholeNumber(1, 100_000);

    /** From 1 KiB, so that a reply always fits, to 1 GiB: a hundred slow readers that hold more exhaust any machine. */
    private static final Size PENDING_BYTES = new Size(Size.KIB, Size.GIB);

    /** To 100,000: what one connection can send when it sends nothing else; beyond it, 0 says the same. */
    private static final WholeNumber CONTROL_FRAMES = new WholeNumber(0, 100_000);

    /** To 1 TiB: more than the largest machines have memory. */
    private static final Memory BUFFERED_BYTES = new Memory(0, 1024L * Size.GIB);

    /** To a million: more than one connection can bring. */
    private static final WholeNumber MESSAGES = new WholeNumber(0, 1_000_000);

    /** To 1 GiB: more than one connection can bring. */
    private static final Size BYTES = new Size(0, Size.GIB);

    /** From 1 B, everything, to 1 GiB, nothing but the largest message. */
    private static final Size COMPRESSION_BYTES = new Size(1, Size.GIB);

    /** What RFC 7692, 7.1.2, allows. */
    private static final WholeNumber BITS = new WholeNumber(8, 15);

    /** To a million: what no machine opens in a second; beyond it, 0 says the same. */
    private static final WholeNumber HANDSHAKE_RATE = new WholeNumber(0, 1_000_000);

    // Loopback, because rooms are open to everyone who can connect; 8080 is the usual port for HTTP without privileges.
    static final Setting<InetSocketAddress> LISTEN =
            new Setting<>("listen", new Address(), loopback(8080), "the public address; port 0 takes a free one");

    // The next port, so that both are remembered together.
    static final Setting<InetSocketAddress> MANAGEMENT = new Setting<>(
            "management", new Address(), loopback(8081), "the address of metrics and health; port 0 takes a free one");

    // The fastest that works is right for everybody who did not measure.
    static final Setting<TransportChoice> TRANSPORT = new Setting<>(
            "transport",
            Choice.of(TransportChoice.class),
            TransportChoice.AUTO,
            "the kernel's interface; auto takes the fastest that works");

    // One for each processor: a lane never blocks, so more of them would only take turns.
    static final Setting<Integer> LANES_COUNT =
            new Setting<>("lanes", LANES, 0, "event loops; 0: one for each processor");

    // On: somebody who starts the server for the first time wants to see it work, and by default nobody else can reach
    // it.
    static final Setting<Boolean> PLAYGROUND =
            new Setting<>("playground", new Switch(), true, "whether the page to try things out is there");

    // On, for the same reason.
    static final Setting<Boolean> ECHO = new Setting<>("echo", new Switch(), true, "whether /echo is there");

    static final Setting<Duration> PING_INTERVAL =
            new Setting<>("liveness.ping-interval", SPAN, LIVENESS.pingInterval(), "between two pings of the server");
    static final Setting<Duration> PONG_TIMEOUT = new Setting<>(
            "liveness.pong-timeout", SPAN, LIVENESS.pongTimeout(), "from a ping to any byte from the client");
    static final Setting<Duration> HANDSHAKE_TIMEOUT = new Setting<>(
            "liveness.handshake-timeout",
            SPAN,
            LIVENESS.handshakeTimeout(),
            "from the accept to the end of the opening handshake");

    static final Setting<Integer> MAX_CONNECTIONS = new Setting<>(
            "limits.connections", CONNECTIONS, LIMITS.connections(), "open connections, all together; 0: no limit");
    static final Setting<Integer> MAX_MESSAGE_BYTES = new Setting<>(
            "limits.message-bytes", MESSAGE_BYTES, LIMITS.messageBytes(), "bytes of one message, its fragments joined");
    static final Setting<Integer> MAX_FRAGMENTS = new Setting<>(
            "limits.fragments",
            FRAGMENTS,
            LIMITS.fragments(),
            "frames that one message may be split into; 0: no limit");
    static final Setting<Integer> MAX_ROOMS_PER_SESSION = new Setting<>(
            "limits.rooms-per-session", ROOMS, LIMITS.roomsPerSession(), "rooms that one session may be in at a time");
    static final Setting<Integer> MAX_PENDING_BYTES = new Setting<>(
            "limits.pending-bytes", PENDING_BYTES, LIMITS.pendingBytes(), "bytes that may wait for one reader");
    static final Setting<Integer> MAX_CONTROL_FRAMES_PER_SECOND = new Setting<>(
            "limits.control-frames-per-second",
            CONTROL_FRAMES,
            LIMITS.controlFramesPerSecond(),
            "pings, pongs and closes that one client may send a second; 0: no limit");

    static final Setting<Long> MAX_BUFFERED_BYTES = new Setting<>(
            "limits.buffered-bytes",
            BUFFERED_BYTES,
            LIMITS.bufferedBytes(),
            "memory that all clients may fill together; 0: half of the JVM's direct memory");
    static final Setting<Integer> MAX_MESSAGES_PER_SECOND = new Setting<>(
            "limits.messages-per-second",
            MESSAGES,
            LIMITS.messagesPerSecond(),
            "messages that one client may send a second; 0: no limit");
    static final Setting<Integer> MAX_BYTES_PER_SECOND = new Setting<>(
            "limits.bytes-per-second",
            BYTES,
            LIMITS.bytesPerSecond(),
            "payload bytes that one client may send a second; 0: no limit");

    static final Setting<Long> MAX_HISTORY_BYTES = new Setting<>(
            "limits.history-bytes",
            BUFFERED_BYTES,
            LIMITS.historyBytes(),
            "memory of what all rooms remember; 0: an eighth of the JVM's heap");

    // Off: it costs time and memory, and compressed secrets beside what an attacker chooses can be guessed (RFC 7692,
    // 8).
    static final Setting<Boolean> COMPRESSION = new Setting<>(
            "compression.enabled",
            new Switch(),
            Compression.OFF.enabled(),
            "whether permessage-deflate is taken when a client offers it");
    static final Setting<Integer> COMPRESSION_THRESHOLD = new Setting<>(
            "compression.threshold",
            COMPRESSION_BYTES,
            Compression.OFF.threshold(),
            "bytes from which a message is compressed");

    // Off, so that a message to a room is compressed once for all of its members.
    static final Setting<Boolean> CONTEXT_TAKEOVER = new Setting<>(
            "compression.context-takeover",
            new Switch(),
            Compression.OFF.contextTakeover(),
            "whether messages may refer to earlier ones; compresses for each member instead of once");
    static final Setting<Integer> WINDOW_BITS = new Setting<>(
            "compression.window-bits",
            BITS,
            Compression.OFF.windowBits(),
            "with context takeover: each direction of each connection keeps 2 to the power of this many bytes");

    // All pages: rooms are open, so that a page gets what every program of its user could get as well. Where that
    // matters, the list also keeps out pages that have made a name of theirs point to this machine: they say that name.
    static final Setting<List<OriginPattern>> ORIGINS = new Setting<>(
            "origins",
            new ListOf<>(new PageOrigin()),
            CallerRules.OPEN.origins().patterns(),
            "pages of which origins may open WebSockets; who is no browser says none, and may");

    // Off: who connects directly sends none.
    static final Setting<ProxyProtocol> PROXY_PROTOCOL = new Setting<>(
            "proxy-protocol",
            Choice.of(ProxyProtocol.class),
            CallerRules.OPEN.proxyProtocol(),
            "whether each connection begins with a PROXY header, version 1 or 2");

    // Nobody: what everyone may write, everyone would believe.
    static final Setting<List<AddressRange>> TRUSTED_PROXIES = new Setting<>(
            "trusted-proxies",
            new ListOf<>(new AddressBlock()),
            CallerRules.OPEN.trustedProxies().ranges(),
            "whose PROXY header and X-Forwarded-For count");

    static final Setting<Integer> MAX_CONNECTIONS_PER_IP = new Setting<>(
            "limits.connections-per-ip",
            CONNECTIONS,
            LIMITS.connectionsPerIp(),
            "open connections of one client address, or of one /64 of IPv6; 0: no limit");
    static final Setting<Integer> MAX_CONCURRENT_HANDSHAKES = new Setting<>(
            "limits.concurrent-handshakes",
            CONNECTIONS,
            LIMITS.concurrentHandshakes(),
            "connections that wait for their first answer, all together; 0: no limit");
    static final Setting<Integer> MAX_HANDSHAKES_PER_SECOND = new Setting<>(
            "limits.handshakes-per-second",
            HANDSHAKE_RATE,
            LIMITS.handshakesPerSecond(),
            "connections taken a second, with a burst of as many, all together; 0: no limit");

    // None: rooms are open, whatever they are called.
    static final Setting<List<NamespaceBlock>> NAMESPACES =
            new Setting<>("namespaces", new NamespaceList(), List.of(), "what holds in rooms that are called NAME:…");

    // No: without namespaces there would be no room.
    static final Setting<Boolean> CLOSED =
            new Setting<>("closed", new Switch(), false, "whether rooms outside every namespace are forbidden");

    // None: there is no key to begin with. Written out, it says that open rooms are meant.
    static final Setting<AuthMode> AUTH_MODE = new Setting<>(
            "auth.mode",
            Choice.of(AuthMode.class),
            AuthMode.NONE,
            "who may connect: everybody, or who shows a token; beyond loopback, none has to be written out");

    // There is no other so far.
    static final Setting<String> BROKER_TYPE =
            new Setting<>("broker.type", Choice.only("local"), "local", "what joins the rooms of several servers");

    // For the terminal that somebody starts it in; collectors are set up by people who read the reference.
    static final Setting<LogFormat> LOG_FORMAT = new Setting<>(
            "log.format",
            Choice.of(LogFormat.class),
            LogConfig.defaults().format(),
            "lines of the log on standard error: text for people, json for collectors");

    // The most that clients can not fill: DEBUG has some lines for each connection.
    static final Setting<LogLevel> LOG_LEVEL = new Setting<>(
            "log.level",
            Choice.of(LogLevel.class),
            LogConfig.defaults().level(),
            "the least that is logged; debug tells of each connection");
    // None: a certificate is somebody's, so there is none to begin with.
    static final Setting<Optional<Path>> TLS_CERTIFICATE = new Setting<>(
            "tls.certificate",
            new FilePath(),
            Optional.empty(),
            "the server's certificate and its issuers', PEM; none: no TLS");
    static final Setting<Optional<Path>> TLS_KEY =
            new Setting<>("tls.key", new FilePath(), Optional.empty(), "the certificate's key, PEM, not encrypted");
    static final Setting<Optional<Path>> TLS_CLIENT_CA = new Setting<>(
            "tls.client-ca", new FilePath(), Optional.empty(), "who signs the certificates of clients, PEM");

    // Off: browsers ask their users which one to show, so it has to be wanted.
    static final Setting<ClientCertificates> TLS_CLIENT_CERTIFICATES = new Setting<>(
            "tls.client-certificates",
            Choice.of(ClientCertificates.class),
            ClientCertificates.OFF,
            "whether clients have to show a certificate");

    // None: on loopback whoever reaches the port is a program of this machine's users.
    static final Setting<List<String>> API_KEYS = new Setting<>(
            "api.keys",
            new ListOf<>(new Secret()),
            List.of(),
            "keys of the server API; none: it is open on loopback, and closed beyond");

    /** Every setting, in the order of the reference. */
    static final List<Setting<?>> ALL = List.of(
            LISTEN,
            MANAGEMENT,
            TRANSPORT,
            LANES_COUNT,
            PLAYGROUND,
            ECHO,
            PING_INTERVAL,
            PONG_TIMEOUT,
            HANDSHAKE_TIMEOUT,
            MAX_CONNECTIONS,
            MAX_MESSAGE_BYTES,
            MAX_FRAGMENTS,
            MAX_ROOMS_PER_SESSION,
            MAX_PENDING_BYTES,
            MAX_CONTROL_FRAMES_PER_SECOND,
            MAX_BUFFERED_BYTES,
            MAX_MESSAGES_PER_SECOND,
            MAX_BYTES_PER_SECOND,
            SharedSettings.USER_SESSIONS,
            SharedSettings.USER_MESSAGES,
            SharedSettings.USER_BYTES,
            SharedSettings.IP_MESSAGES,
            SharedSettings.IP_BYTES,
            SharedSettings.CONNECTION_AGE,
            MAX_HISTORY_BYTES,
            COMPRESSION,
            COMPRESSION_THRESHOLD,
            CONTEXT_TAKEOVER,
            WINDOW_BITS,
            ORIGINS,
            PROXY_PROTOCOL,
            TRUSTED_PROXIES,
            MAX_CONNECTIONS_PER_IP,
            MAX_CONCURRENT_HANDSHAKES,
            MAX_HANDSHAKES_PER_SECOND,
            NAMESPACES,
            CLOSED,
            AUTH_MODE,
            AuthSettings.HMAC_SECRET,
            AuthSettings.PUBLIC_KEY,
            AuthSettings.JWKS,
            AuthSettings.ISSUER,
            AuthSettings.AUDIENCE,
            AuthSettings.LEEWAY,
            AuthSettings.QUERY_PARAMETER,
            BROKER_TYPE,
            LOG_FORMAT,
            LOG_LEVEL,
            TLS_CERTIFICATE,
            TLS_KEY,
            TLS_CLIENT_CA,
            TLS_CLIENT_CERTIFICATES,
            API_KEYS,
            WebhookSettings.URL,
            WebhookSettings.SECRET,
            WebhookSettings.EVENTS,
            WebhookSettings.TIMEOUT,
            WebhookSettings.QUEUE,
            WebhookSettings.CONNECT,
            DrainSettings.GRACE,
            DrainSettings.WINDOW,
            DrainSettings.PER_SECOND);

    private Settings() {}

    /** On 127.0.0.1 whatever the JDK's preference is: the documents say so, and clients with IPv4 alone have to reach it. */
    private static InetSocketAddress loopback(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four octets are an address", e);
        }
    }
}
