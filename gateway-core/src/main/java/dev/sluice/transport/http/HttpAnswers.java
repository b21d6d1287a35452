package dev.sluice.transport.http;

import static io.netty.handler.codec.http.HttpHeaderNames.CACHE_CONTROL;
import static io.netty.handler.codec.http.HttpHeaderNames.CONNECTION;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_LENGTH;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_SECURITY_POLICY;
import static io.netty.handler.codec.http.HttpHeaderNames.CONTENT_TYPE;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS;
import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL;

import dev.sluice.protocol.handshake.UpgradeDecision;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** The answers of the public port that are not WebSockets. */
public final class HttpAnswers {
    private static final String CONTENT_TYPE_OPTIONS = "X-Content-Type-Options";

    /** Nothing from elsewhere, nothing inline: a page of ours needs neither. */
    private static final String PAGE_POLICY =
            "default-src 'self'; connect-src 'self' ws: wss:; base-uri 'none'; form-action 'none'; "
                    + "frame-ancestors 'none'; object-src 'none'";

    /** Enough for the upgrade with both of its options. */
    private static final int UPGRADE_BYTES = 256;

    private static final byte[] UPGRADE = ascii(
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ");
    private static final byte[] END = ascii("\r\n\r\n");

    private HttpAnswers() {}

    /** The upgrade, as bytes: every connection gets it, and it has no choice but its key, subprotocol and extension. */
    public static ByteBuf upgrade(UpgradeDecision.Accept accept, ByteBufAllocator allocator) {
        ByteBuf head = allocator.buffer(UPGRADE_BYTES);
        head.writeBytes(UPGRADE);
        ByteBufUtil.writeAscii(head, accept.acceptKey());
        accept.subprotocol().ifPresent(name -> header(head, SEC_WEBSOCKET_PROTOCOL, name));
        accept.deflate().ifPresent(agreed -> header(head, SEC_WEBSOCKET_EXTENSIONS, agreed.response()));
        return head.writeBytes(END);
    }

    private static void header(ByteBuf head, CharSequence name, CharSequence value) {
        ByteBufUtil.writeAscii(head, "\r\n");
        ByteBufUtil.writeAscii(head, name);
        ByteBufUtil.writeAscii(head, ": ");
        ByteBufUtil.writeAscii(head, value);
    }

    /** A refusal: one line of text; the connection closes behind it. */
    public static FullHttpResponse refusal(Refuse refuse) {
        FullHttpResponse response = text(refuse.status(), refuse.reason() + "\n");
        response.headers().set(CONNECTION, "close");
        refuse.headers().forEach(response.headers()::set);
        return response;
    }

    /**
     * A page, its body shared with all other answers.
     *
     * @param withBody false for HEAD
     */
    public static FullHttpResponse page(WebPage page, boolean withBody) {
        ByteBuf body = withBody ? Unpooled.wrappedBuffer(page.body()) : Unpooled.EMPTY_BUFFER;
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers()
                .set(CONTENT_TYPE, page.contentType())
                .setInt(CONTENT_LENGTH, page.body().length)
                .set(CACHE_CONTROL, "no-cache")
                .set(CONTENT_SECURITY_POLICY, PAGE_POLICY)
                .set("Referrer-Policy", "no-referrer")
                .set(CONTENT_TYPE_OPTIONS, "nosniff");
        return response;
    }

    private static FullHttpResponse text(HttpResponseStatus status, String text) {
        ByteBuf body = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(CONTENT_TYPE, "text/plain; charset=utf-8")
                .setInt(CONTENT_LENGTH, body.readableBytes())
                .set(CONTENT_TYPE_OPTIONS, "nosniff");
        return response;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
