package dev.sluice.session;

import dev.sluice.fanout.Outlet;
import dev.sluice.message.MessageKind;
import io.netty.buffer.ByteBuf;
import java.net.InetAddress;

/** A session's connection, used on its lane only. Whatever it is handed goes out in that order, at the end of the turn. */
public interface Link extends Outlet {
    /** The client's address; that of the nearest proxy where it does not say whom it calls for, or is not trusted to. */
    InetAddress remoteAddress();

    /** Sends one message; the payload is borrowed for the length of the call. Without effect on a closing connection. */
    void send(MessageKind kind, ByteBuf payload);

    /** Sends a ping that carries this number. */
    void ping(long number);

    /** Sends a close frame, once, and sees to it that the connection ends soon. Without effect on a closing connection. */
    void close(CloseReason reason);

    /** The client takes too little of what is sent to it: counts that, and closes. */
    @Override
    void closeSlow();

    /** Reads nothing more from the client until as many {@link #resumeReading} have come. */
    void pauseReading();

    /** Takes one {@link #pauseReading} back. */
    void resumeReading();

    /** Whether reading is paused, so that the client's silence says nothing about it. */
    boolean isReadingPaused();

    /** Changes with each {@link #pauseReading} and each {@link #resumeReading}: a pause that is over is still noticed. */
    int readingSwitches();

    /** Whether what the client sends still means something: no close frame has gone out. */
    default boolean isOpen() {
        return true;
    }

    /** Bytes that wait for the client. */
    long pendingBytes();

    /** Grows whenever the client's side takes bytes. */
    long progress();
}
