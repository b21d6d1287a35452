package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.bytes;
import static dev.sluice.badinput.BadInput.envelope;
import static dev.sluice.metric.Label.Handshake.PLAIN_ON_TLS;
import static dev.sluice.metric.Label.Handshake.TIMEOUT;
import static dev.sluice.metric.Label.Handshake.TLS_FAILED;

import dev.sluice.badinput.BadInput.Sent;
import dev.sluice.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Too much at once, read too slowly, or not encrypted. */
final class LimitRows {
    private static final String SILENT_PING = "{\"type\":\"ping\"}";
    private static final int LARGE = 60 * 1024;

    /** More than a burst, two seconds' worth, and the ten seconds of debt that are forgiven. */
    private static final int FLOOD = 20;

    private LimitRows() {}

    static List<Section> sections() {
        return List.of(quotas(), memory(), tls());
    }

    private static Section quotas() {
        return new Section(
                "Over a quota, where `limits.messages-per-second` or `limits.bytes-per-second` is set",
                envelope("a message over the quota, in the envelope", SILENT_PING, SILENT_PING, SILENT_PING)
                        .on(Setup.RATED)
                        .getsError("rate-limited"),
                new Sent("messages over the quota again and again", Setup.RATED, client -> client.upgrade("/echo")
                                .say(flood()))
                        .closes(4101));
    }

    private static Section memory() {
        return new Section(
                "Unread and unfinished",
                new Sent(
                                "a reader that leaves more than `limits.pending-bytes` unread",
                                Setup.SLOW,
                                client -> client.upgrade("/flood").sendText("go"))
                        .closes(4100),
                new Sent(
                                "a message in pieces where `limits.buffered-bytes` is used up",
                                Setup.SMALL,
                                client -> client.upgrade("/echo")
                                        .say(Arrays.copyOf(RawClient.frame(0x82, new byte[LARGE]), LARGE - 1)))
                        .closes(1013));
    }

    private static Section tls() {
        return new Section(
                "On a port that speaks TLS",
                bytes("plain HTTP", RawClient.request("/echo"))
                        .on(Setup.ENCRYPTED)
                        .gets(400, PLAIN_ON_TLS),
                bytes("neither TLS nor HTTP", "\u0000\u0001\u0002")
                        .on(Setup.ENCRYPTED)
                        .isCut(TLS_FAILED),
                bytes("half a TLS hello within `liveness.handshake-timeout`", "\u0016\u0003\u0001\u0002\u0000\u0001")
                        .on(Setup.ENCRYPTED)
                        .isCut(TIMEOUT));
    }

    private static byte[] flood() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < FLOOD; i++) {
            out.writeBytes(RawClient.frame(0x81, "x".getBytes(StandardCharsets.UTF_8)));
        }
        return out.toByteArray();
    }
}
