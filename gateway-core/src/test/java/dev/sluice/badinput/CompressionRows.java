package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.bytes;
import static dev.sluice.badinput.BadInput.upgradeWith;

import dev.sluice.badinput.BadInput.Sent;
import dev.sluice.testing.RawClient;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;

/** What is wrong with offers of compression, and with compressed messages where it was agreed on (RFC 7692). */
final class CompressionRows {
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions: ";

    /** Compresses to about a kilobyte; sixteen times the default of {@code limits.message-bytes}. */
    private static final int BOMB_BYTES = 1 << 20;

    private CompressionRows() {}

    static List<Section> sections() {
        return List.of(offers(), messages());
    }

    private static Section offers() {
        return new Section(
                "Offers of extensions: declined, but not refused",
                upgradeWith("an extension that nobody knows", "/echo", EXTENSIONS + "x-unknown; a=b")
                        .opens(),
                offer("`permessage-deflate` with an unknown parameter", "permessage-deflate; a=b"),
                offer("`permessage-deflate` with a window of 16 bits", "permessage-deflate; server_max_window_bits=16"),
                offer(
                        "`permessage-deflate` with a parameter twice",
                        "permessage-deflate; client_no_context_takeover; client_no_context_takeover"),
                offer("an extension's name that is no token", "(permessage-deflate)"),
                offer("nothing but commas", ",,,"),
                bytes("a thousand offers", request("/echo", "x-unknown,".repeat(700)))
                        .on(Setup.COMPRESSING)
                        .opens());
    }

    private static BadInput offer(String what, String offer) {
        return bytes(what, request("/echo", offer)).on(Setup.COMPRESSING).opens();
    }

    private static String request(String path, String offer) {
        return RawClient.request(path).replace("\r\n\r\n", "\r\n" + EXTENSIONS + offer + "\r\n\r\n");
    }

    private static Section messages() {
        return new Section(
                "Compressed messages",
                compressed("a message that does not inflate", "c1 82 00000000 ff00")
                        .closes(1007),
                compressed(
                                "a message that inflates to text that is not UTF-8",
                                "c1" + masked(deflated(new byte[] {(byte) 0xFF})))
                        .closes(1007),
                compressed(
                                "a message that inflates to more than `limits.message-bytes`",
                                "c2" + masked(deflated(new byte[BOMB_BYTES])))
                        .closes(1009),
                compressed("RSV1 on a control frame, with compression", "c9 80 00000000")
                        .closes(1002),
                compressed("RSV1 on a continuation, with compression", "41 80 00000000 c0 80 00000000")
                        .closes(1002),
                compressed("RSV2, with compression", "a1 80 00000000").closes(1002));
    }

    private static Sent compressed(String what, String frames) {
        return new Sent(what, Setup.COMPRESSING, client -> {
            client.say(request("/echo", "permessage-deflate")).readHead();
            client.sayHex(frames);
        });
    }

    private static String masked(byte[] payload) {
        return "fe %04x 00000000".formatted(payload.length) + HexFormat.of().formatHex(payload);
    }

    /** A message as RFC 7692, 7.2.1, has it, padded to a frame of a length of 16 bits. */
    private static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(message);
        byte[] out = new byte[4096];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        byte[] payload = Arrays.copyOf(out, length);
        byte[] emptyBlock = {0, 0, 0, (byte) 0xFF, (byte) 0xFF};
        while (payload.length < 130) {
            payload = Arrays.copyOf(payload, payload.length + emptyBlock.length);
            System.arraycopy(emptyBlock, 0, payload, payload.length - emptyBlock.length, emptyBlock.length);
        }
        return Arrays.copyOf(payload, payload.length - 4);
    }
}
