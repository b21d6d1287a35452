package dev.sluice.transport.caller;

import dev.sluice.protocol.peer.BadProxyHeader;
import dev.sluice.protocol.peer.ProxyHeader;
import dev.sluice.protocol.peer.ProxyHeaderParser;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes the PROXY header off the front of a connection, tells the caller, and is gone; closes a connection that begins with something
 * else. Stands first, and hands on whatever comes behind the header. One that is slow is cut by the deadline of the opening
 * handshake. Confined to the connection's lane.
 */
public final class ProxyHeaderHandler extends ChannelInboundHandlerAdapter {
    private final Caller caller;
    private final boolean refusesAtOnce;

    /** What has come of a header that is not whole; owned. */
    private @Nullable ByteBuf held;

    /**
     * For one connection.
     *
     * @param refusesAtOnce whether a client for whom there is no room is closed here, because an answer would cost more than it is worth
     */
    public ProxyHeaderHandler(Caller caller, boolean refusesAtOnce) {
        this.caller = caller;
        this.refusesAtOnce = refusesAtOnce;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (caller.isTurnedAway()) {
            bytes.release(); // behind a bad header, in the same turn
            return;
        }
        held = held == null ? bytes : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), held, bytes);
        try {
            Optional<ProxyHeader> header = ProxyHeaderParser.read(held);
            if (header.isPresent()) {
                caller.onProxyHeader(header.get());
                if (caller.isTurnedAway() || (refusesAtOnce && caller.refusal().isPresent())) {
                    end(ctx);
                    return;
                }
                ctx.pipeline().remove(this);
            }
        } catch (BadProxyHeader bad) {
            caller.onBadProxyHeader();
            end(ctx);
        }
    }

    /** Either behind the header, with what came in the same packet, or with the connection. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf rest = held;
        held = null;
        if (rest == null) {
            return;
        }
        if (rest.isReadable() && ctx.channel().isActive()) {
            ctx.fireChannelRead(rest);
        } else {
            rest.release();
        }
    }

    private void end(ChannelHandlerContext ctx) {
        if (held != null) {
            held.release();
            held = null;
        }
        ctx.close();
    }
}
