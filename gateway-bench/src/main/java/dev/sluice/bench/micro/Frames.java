package dev.sluice.bench.micro;

import dev.sluice.protocol.websocket.FrameWriter;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** Bytes as a gateway gets them: always the same ones. */
final class Frames {
    /** Frames in one read. */
    static final int COUNT = 16;

    private static final String JSON =
            "{\"type\":\"publish\",\"room\":\"chat:lobby\",\"data\":{\"text\":\"hello\",\"n\":1}}";
    private static final String KOREAN = "동해물과 백두산이 마르고 닳도록 하느님이 보우하사 우리나라 만세";
    private static final String EMOJI = "👍🎉🚀😀 great, see you at 8 ✅";
    private static final long SEED = 20_260_101;

    private Frames() {}

    /** A read of {@link #COUNT} masked frames: {@code mix}, or so many bytes of {@code binary}, of a kind of text, or of ASCII. */
    static byte[] read(String shape) {
        ByteBuf wire = Unpooled.buffer();
        SplittableRandom keys = new SplittableRandom(SEED);
        if (shape.equals("mix")) {
            writeMix(wire, keys);
        } else {
            String kind = shape.replaceAll("[0-9]", "");
            boolean isText = !kind.equals("binary");
            byte[] payload =
                    text(isText && !kind.isEmpty() ? kind : "ascii", Integer.parseInt(shape.substring(kind.length())));
            for (int i = 0; i < COUNT; i++) {
                write(wire, isText ? Opcode.TEXT : Opcode.BINARY, payload, keys);
            }
        }
        byte[] bytes = new byte[wire.readableBytes()];
        wire.readBytes(bytes);
        return bytes;
    }

    /** So many bytes of one kind of text: {@code ascii}, {@code korean} or {@code emoji}; the last character is whole. */
    static byte[] text(String kind, int bytes) {
        String pattern =
                switch (kind) {
                    case "ascii" -> JSON;
                    case "korean" -> KOREAN;
                    case "emoji" -> EMOJI;
                    default -> throw new IllegalArgumentException(kind);
                };
        StringBuilder text = new StringBuilder();
        int length = 0;
        for (int i = 0; length < bytes; i = pattern.offsetByCodePoints(i, 1) % pattern.length()) {
            String character = Character.toString(pattern.codePointAt(i));
            int more = character.getBytes(StandardCharsets.UTF_8).length;
            String fits = length + more <= bytes ? character : "x";
            text.append(fits);
            length += fits.equals("x") ? 1 : more;
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Chat and commands mostly, some of it not ASCII, a little binary, a long one, a pong. */
    private static void writeMix(ByteBuf wire, SplittableRandom keys) {
        int[] ascii = {67, 67, 72, 110, 67, 240, 67, 35, 900};
        for (int size : ascii) {
            write(wire, Opcode.TEXT, text("ascii", size), keys);
        }
        write(wire, Opcode.TEXT, text("korean", 48), keys);
        write(wire, Opcode.TEXT, text("korean", 120), keys);
        write(wire, Opcode.TEXT, text("emoji", 40), keys);
        write(wire, Opcode.BINARY, text("ascii", 24), keys);
        write(wire, Opcode.BINARY, text("ascii", 24), keys);
        write(wire, Opcode.BINARY, text("ascii", 512), keys);
        write(wire, Opcode.PONG, text("ascii", Long.BYTES), keys);
    }

    private static void write(ByteBuf wire, Opcode opcode, byte[] payload, SplittableRandom keys) {
        FrameWriter.writeMasked(wire, opcode, Unpooled.wrappedBuffer(payload), keys.nextInt());
    }
}
