package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.frames;

import dev.sluice.badinput.BadInput.Sent;
import dev.sluice.testing.RawClient;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is wrong with frames. All keys are zero, so that the payload can be read. */
final class FrameRows {
    /** Larger than the default of {@code limits.message-bytes}, 65,536. */
    private static final String ONE_OVER_THE_LIMIT = "0000000000010001";

    private FrameRows() {}

    static List<Section> sections() {
        return List.of(headers(), messages(), text(), closing(), floods(), silence());
    }

    private static Section headers() {
        return new Section(
                "Frame headers",
                frames("an unmasked frame", "81 01 61").closes(1002),
                frames("a reserved opcode, 3", "83 80 00000000").closes(1002),
                frames("a reserved control opcode, 11", "8b 80 00000000").closes(1002),
                frames("RSV1 without an extension", "c1 80 00000000").closes(1002),
                frames("RSV2", "a1 80 00000000").closes(1002),
                frames("RSV3", "91 80 00000000").closes(1002),
                frames("RSV1 on a control frame", "c9 80 00000000").closes(1002),
                frames("RSV1 on a continuation", "01 80 00000000 c0 80 00000000")
                        .closes(1002),
                frames("a fragmented ping", "09 80 00000000").closes(1002),
                frames("a ping over 125 bytes", "89 fe 007e 00000000").closes(1002),
                frames("a close frame over 125 bytes", "88 fe 007e 00000000").closes(1002),
                frames("a length of 16 bits where 7 do", "82 fe 007d 00000000").closes(1002),
                frames("a length of 64 bits where 16 do", "82 ff 000000000000ffff 00000000")
                        .closes(1002),
                frames("a length over 63 bits", "82 ff 8000000000000000 00000000")
                        .closes(1002),
                new Sent("a bad frame in the packet of the request", Setup.USUAL, client -> client.say(
                                        RawClient.request("/echo") + "\u0081\u0001a")
                                .readHead())
                        .closes(1002),
                frames("a bad frame behind a good one", "81 81 00000000 61 83 80 00000000")
                        .closes(1002),
                frames("a second violation behind the first", "83 80 00000000 81 81 00000000 ff 81 01 61")
                        .closes(1002));
    }

    private static Section messages() {
        return new Section(
                "Messages and their fragments",
                frames("a continuation of nothing", "80 80 00000000").closes(1002),
                frames("a message inside a message", "01 80 00000000 81 80 00000000")
                        .closes(1002),
                frames(
                                "a frame over `limits.message-bytes`, before it has come",
                                "82 ff" + ONE_OVER_THE_LIMIT + "00000000")
                        .closes(1009),
                frames("a frame of 2^63 - 1 bytes", "82 ff 7fffffffffffffff 00000000")
                        .closes(1009),
                frames(
                                "a message over `limits.message-bytes` by its fragments",
                                "02 fe fff0 00000000" + "00".repeat(0xfff0) + "80 91 00000000")
                        .closes(1009),
                frames("more fragments than `limits.fragments`", "02 81 00000000 00" + "00 81 00000000 00".repeat(1024))
                        .closes(1008),
                frames("more than 64 empty fragments", "02 80 00000000" + "00 80 00000000".repeat(64))
                        .closes(1008));
    }

    private static Section text() {
        return new Section(
                "Text",
                frames("text that is not UTF-8", "81 81 00000000 ff").closes(1007),
                frames("an overlong form", "81 82 00000000 c0af").closes(1007),
                frames("a surrogate", "81 83 00000000 eda080").closes(1007),
                frames("a character over U+10FFFF", "81 84 00000000 f4908080").closes(1007),
                frames("text that ends inside a character", "81 82 00000000 c3a9 81 81 00000000 c3")
                        .closes(1007),
                frames("a character broken by the next fragment", "01 81 00000000 c3 80 81 00000000 28")
                        .closes(1007),
                frames("bad text in a frame that is not there yet", "81 fe 7fff 00000000 61 ff")
                        .closes(1007),
                frames("bad text in a message that is not there yet", "01 81 00000000 ff")
                        .closes(1007));
    }

    private static Section closing() {
        return new Section(
                "Close frames",
                frames("a payload of one byte", "88 81 00000000 03").closes(1002),
                closeFrame("code 0", "0000").closes(1002),
                closeFrame("code 999", "03e7").closes(1002),
                closeFrame("code 1004", "03ec").closes(1002),
                closeFrame("code 1005", "03ed").closes(1002),
                closeFrame("code 1006", "03ee").closes(1002),
                closeFrame("code 1015", "03f7").closes(1002),
                closeFrame("code 2999", "0bb7").closes(1002),
                closeFrame("code 5000", "1388").closes(1002),
                closeFrame("code 65535", "ffff").closes(1002),
                frames("a reason that is not UTF-8", "88 83 00000000 03e8 ff").closes(1007),
                frames("a reason that ends inside a character", "88 84 00000000 03e8 e282")
                        .closes(1007));
    }

    private static Sent closeFrame(String what, String code) {
        return frames(what, "88 82 00000000" + code);
    }

    private static Section floods() {
        String pings = "89 80 00000000".repeat(1000);
        String pongs = "8a 80 00000000".repeat(1000);
        return new Section(
                "Floods of control frames, over `limits.control-frames-per-second`",
                frames("pings", pings).closes(1008),
                frames("pongs that nobody asked for", pongs).closes(1008),
                frames("pings between the fragments of a message", "01 80 00000000" + pings)
                        .closes(1008),
                new Sent("pings behind the request, before its answer", Setup.USUAL, client -> {
                            client.say(RawClient.request("/echo") + latin(pings))
                                    .readHead();
                        })
                        .closes(1008));
    }

    private static Section silence() {
        return new Section(
                "Silence",
                frames("no pong within `liveness.pong-timeout`", "")
                        .on(Setup.HURRIED)
                        .closes(4102),
                frames("half a frame, and then nothing within `liveness.pong-timeout`", "81 8a 00000000 61")
                        .on(Setup.HURRIED)
                        .closes(4102));
    }

    private static String latin(String hex) {
        return new String(dev.sluice.testing.Bytes.hex(hex), StandardCharsets.ISO_8859_1);
    }
}
