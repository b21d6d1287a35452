package dev.sluice.transport.websocket;

import dev.sluice.metric.Label;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/**
 * Stands first on a port that speaks TLS, and looks at the first byte. A client's hello lets TLS into its place, with the certificate of
 * that moment: a connection that says nothing costs no engine. Plain HTTP is told what is wrong, anything else is cut. Confined to the
 * connection's lane.
 */
final class TlsGate extends ChannelInboundHandlerAdapter {
    /** RFC 8446, 5.1: the type of a record that carries a handshake. */
    private static final byte HANDSHAKE_RECORD = 22;

    private static final String ADVICE = "this port speaks TLS: use https:// or wss://\n";

    private static final byte[] ANSWER =
            ("HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: " + ADVICE.length()
                            + "\r\nconnection: close\r\n\r\n" + ADVICE)
                    .getBytes(StandardCharsets.US_ASCII);

    private final LaneTransport lane;
    private final Supplier<SslContext> contexts;
    private boolean refused;

    /**
     * @param contexts the context of new connections, as it is now
     */
    TlsGate(LaneTransport lane, Supplier<SslContext> contexts) {
        this.lane = lane;
        this.contexts = contexts;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (refused || !bytes.isReadable()) {
            bytes.release();
            return;
        }
        byte first = bytes.getByte(bytes.readerIndex());
        if (first != HANDSHAKE_RECORD) {
            bytes.release();
            refuse(ctx, first);
            return;
        }
        boolean open = false;
        try {
            SslHandler tls = contexts.get().newHandler(ctx.alloc());
            tls.setHandshakeTimeoutMillis(0); // the deadline of the whole opening handshake runs since the accept
            ctx.pipeline().replace(this, "tls", tls);
            open = true;
        } finally {
            if (!open) {
                bytes.release();
            }
        }
        ctx.fireChannelRead(bytes);
    }

    private void refuse(ChannelHandlerContext ctx, byte first) {
        refused = true;
        if (first >= 'A' && first <= 'Z') {
            ctx.fireUserEventTriggered(new HandshakeOver(Label.Handshake.PLAIN_ON_TLS));
            ctx.write(Unpooled.wrappedBuffer(ANSWER), ctx.voidPromise());
            lane.shutDown(ctx.channel());
        } else {
            ctx.fireUserEventTriggered(new HandshakeOver(Label.Handshake.TLS_FAILED));
            LaneTransport.cut(ctx.channel());
        }
    }
}
