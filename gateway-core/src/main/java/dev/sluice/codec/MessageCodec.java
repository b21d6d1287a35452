package dev.sluice.codec;

import dev.sluice.message.ClientMessage;
import dev.sluice.message.Publication;
import dev.sluice.message.Refusal;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.ServerMessage;
import io.netty.buffer.ByteBuf;

/** Reads and writes one version of the envelope. Confined to one lane, because it keeps scratch space. */
public interface MessageCodec {
    /**
     * Reads a client's message.
     *
     * @param payload UTF-8, borrowed; its indices stay
     * @return holds slices of the codec's own scratch space, valid until the next call
     * @throws Refusal if it is not a message, with the code and the id that were found
     */
    ClientMessage decode(ByteBuf payload);

    /** Writes a server's message behind what the buffer holds. */
    void encode(ServerMessage message, ByteBuf out);

    /** Writes a publication as its members get it, behind what the buffer holds. */
    void encodePublication(Publication publication, ByteBuf out);

    /** Writes what a room tells its members of itself, behind what the buffer holds. */
    void encodeEvent(RoomEvent event, ByteBuf out);
}
