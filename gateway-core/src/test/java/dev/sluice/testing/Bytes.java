package dev.sluice.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Bytes as tests write them: hexadecimal, with spaces wherever they help the reader. */
public final class Bytes {
    private Bytes() {}

    /** {@code hex("81 05 48656c6c6f")}. */
    public static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    }

    /** The same in a buffer on the heap, which nobody needs to release. */
    public static ByteBuf buffer(String hex) {
        return Unpooled.wrappedBuffer(hex(hex));
    }

    /** A buffer's readable bytes; its indices stay. */
    public static String toHex(ByteBuf buffer) {
        return ByteBufUtil.hexDump(buffer);
    }
}
