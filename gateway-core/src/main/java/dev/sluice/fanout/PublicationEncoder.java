package dev.sluice.fanout;

import dev.sluice.codec.MessageCodec;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.RoomName;
import dev.sluice.message.ServerMessage;
import dev.sluice.protocol.deflate.DeflatingWriter;
import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** What one lane needs to write publications, whatever their {@link WireFormat}. Confined to the lane. */
public final class PublicationEncoder {
    private final MessageCodec codec;
    private final DeflatingWriter deflating;
    private final ByteBuf scratch = Unpooled.buffer();

    /** The encoder of the lane that owns the two others. */
    public PublicationEncoder(MessageCodec codec, DeflatingWriter deflating) {
        this.codec = codec;
        this.deflating = deflating;
    }

    /** Writes one whole frame behind what the buffer holds. */
    void write(Publication publication, WireFormat format, ByteBuf out) {
        Opcode opcode = format.isBinary(publication) ? Opcode.BINARY : Opcode.TEXT;
        ByteBuf payload = format.isEnvelope()
                ? envelope(publication)
                : publication.message().payload();
        if (format.isDeflated()) {
            deflating.write(out, opcode, payload);
        } else {
            FrameWriter.write(out, opcode, payload);
        }
    }

    /** Writes, as one whole frame, that the messages from one offset to another are lost; 0: it is not known which. */
    void writeGap(RoomName room, long from, long to, ByteBuf out) {
        scratch.clear();
        codec.encode(new ServerMessage.Gap(room.text(), from, to), scratch);
        FrameWriter.write(out, Opcode.TEXT, scratch);
    }

    /** The same for an event, in a format of the envelope. */
    void write(RoomEvent event, WireFormat format, ByteBuf out) {
        scratch.clear();
        codec.encodeEvent(event, scratch);
        if (format.isDeflated()) {
            deflating.write(out, Opcode.TEXT, scratch);
        } else {
            FrameWriter.write(out, Opcode.TEXT, scratch);
        }
    }

    private ByteBuf envelope(Publication publication) {
        scratch.clear();
        codec.encodePublication(publication, scratch);
        return scratch;
    }
}
