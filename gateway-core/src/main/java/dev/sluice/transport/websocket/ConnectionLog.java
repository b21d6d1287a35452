package dev.sluice.transport.websocket;

import static io.netty.handler.codec.http.HttpHeaderNames.ORIGIN;
import static io.netty.handler.codec.http.HttpHeaderNames.USER_AGENT;

import dev.sluice.log.LogText;
import dev.sluice.message.SessionId;
import dev.sluice.metric.Label;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import dev.sluice.protocol.websocket.ProtocolViolation;
import dev.sluice.session.CloseReason;
import dev.sluice.transport.caller.Caller;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of each connection, at DEBUG: clients fill it as they like, so it is off unless somebody looks for one of them. Of a
 * request it tells the path, Origin and User-Agent; never the query, and never a header that may hold a token.
 */
final class ConnectionLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);

    /** Causes may go round in a circle. */
    private static final int MOST_CAUSES = 8;

    private ConnectionLog() {}

    static void opened(Channel channel, Caller caller, @Nullable HttpRequest request, SessionId session) {
        if (LOG.isDebugEnabled()) {
            about(channel, caller, request).addKeyValue("session", session).log("Opened");
        }
    }

    static void refused(Channel channel, Caller caller, @Nullable HttpRequest request, Refuse refuse) {
        if (LOG.isDebugEnabled()) {
            about(channel, caller, request)
                    .addKeyValue("status", refuse.status().code())
                    .addKeyValue("reason", LogText.of(refuse.reason()))
                    .log("Refused");
        }
    }

    /**
     * The connection has ended, or is ended, before it has become a WebSocket.
     *
     * @param result as it is counted
     * @param cause what the result does not tell, or null
     */
    static void lost(Channel channel, Caller caller, Label.Handshake result, @Nullable Throwable cause) {
        if (LOG.isDebugEnabled()) {
            LoggingEventBuilder line = about(channel, caller, null).addKeyValue("result", result.text());
            if (cause != null) {
                line = line.addKeyValue(
                        "reason", LogText.of(String.valueOf(rootOf(cause).getMessage())));
            }
            line.log("Not opened");
        }
    }

    /** What BoringSSL itself says of an unknown authority is "General OpenSslEngine problem"; the cause says which. */
    private static Throwable rootOf(Throwable cause) {
        Throwable root = cause;
        for (int depth = 0; depth < MOST_CAUSES && root.getCause() != null; depth++) {
            root = root.getCause();
        }
        return root;
    }

    static void violated(SessionId session, ProtocolViolation violation) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("session", session)
                    .addKeyValue("code", violation.closeCode())
                    .addKeyValue("reason", LogText.of(violation.reason()))
                    .log("Protocol violation");
        }
    }

    static void failed(SessionId session, Throwable cause) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("session", session)
                    .addKeyValue("reason", LogText.of(String.valueOf(cause.getMessage())))
                    .log("Connection lost");
        }
    }

    static void closed(SessionId session, CloseReason reason, Label.Initiator by) {
        if (LOG.isDebugEnabled()) {
            LOG.atDebug()
                    .addKeyValue("session", session)
                    .addKeyValue("code", reason.code())
                    .addKeyValue("reason", LogText.of(reason.text()))
                    .addKeyValue("by", by.text())
                    .log("Closed");
        }
    }

    private static LoggingEventBuilder about(Channel channel, Caller caller, @Nullable HttpRequest request) {
        LoggingEventBuilder line = LOG.atDebug();
        if (caller.isNamedByProxy()) {
            line = line.addKeyValue("client", caller.address().getHostAddress())
                    .addKeyValue("proxy", addressOf(channel));
        } else {
            line = line.addKeyValue("client", addressOf(channel));
        }
        if (request != null) {
            line = line.addKeyValue("path", LogText.path(request.uri()));
            String origin = request.headers().get(ORIGIN);
            if (origin != null) {
                line = line.addKeyValue("origin", LogText.origin(origin));
            }
            String userAgent = request.headers().get(USER_AGENT);
            if (userAgent != null) {
                line = line.addKeyValue("user-agent", LogText.of(userAgent));
            }
        }
        return line;
    }

    private static String addressOf(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? NetUtil.toSocketAddressString(address)
                : String.valueOf(channel.remoteAddress());
    }
}
