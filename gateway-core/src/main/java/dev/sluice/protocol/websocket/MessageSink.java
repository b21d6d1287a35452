package dev.sluice.protocol.websocket;

import io.netty.buffer.ByteBuf;

/** Takes whole messages and control frames. Each payload is borrowed: valid during the call. */
public interface MessageSink {
    /** A whole text, checked to be UTF-8. */
    void onText(ByteBuf payload);

    /** A whole binary message. */
    void onBinary(ByteBuf payload);

    /** A ping, to be answered by a pong with the same payload (RFC 6455, 5.5.2). */
    void onPing(ByteBuf payload);

    /** A pong, asked for or not (RFC 6455, 5.5.3). */
    void onPong(ByteBuf payload);

    /**
     * The peer's close frame.
     *
     * @param code {@link CloseCode#NO_STATUS} if it carried none
     */
    void onClose(int code, String reason);
}
