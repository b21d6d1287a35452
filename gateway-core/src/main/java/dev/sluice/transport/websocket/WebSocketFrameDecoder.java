package dev.sluice.transport.websocket;

import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Reads frames from the bytes as they come, unmasks them in place, and hands whole messages to the session's handler without a copy
 * and without an object for each. Releases every read buffer. Confined to the connection's lane.
 */
final class WebSocketFrameDecoder extends ChannelInboundHandlerAdapter {
    private final FrameParser parser;
    private final MessageAssembler assembler;
    private final WebSocketSessionHandler session;

    WebSocketFrameDecoder(FrameParser parser, MessageAssembler assembler, WebSocketSessionHandler session) {
        this.parser = parser;
        this.assembler = assembler;
        this.session = session;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (session.reads() && !session.isFlooded(bytes.readableBytes())) {
                read(bytes);
            }
        } catch (ProtocolViolation violation) {
            assembler.release();
            session.onViolation(violation);
        } finally {
            bytes.release();
        }
    }

    private void read(ByteBuf bytes) {
        session.onReadStart(bytes.readableBytes());
        try {
            parser.read(bytes, assembler);
        } finally {
            session.onReadEnd(); // the frames before a violation count as well
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        assembler.release();
    }
}
