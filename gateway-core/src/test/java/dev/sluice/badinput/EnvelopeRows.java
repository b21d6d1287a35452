package dev.sluice.badinput;

import static dev.sluice.badinput.BadInput.envelope;

import dev.sluice.badinput.BadInput.Sent;
import java.util.List;

/** What is wrong with messages of the envelope. */
final class EnvelopeRows {
    private EnvelopeRows() {}

    static List<Section> sections() {
        return List.of(messages(), tooMuch());
    }

    private static Section messages() {
        return new Section(
                "The envelope",
                envelope("not JSON", "{").getsError("bad-message"),
                envelope("an empty message", "").getsError("bad-message"),
                envelope("JSON, but not an object", "[]").getsError("bad-message"),
                envelope("something behind the object", "{\"type\":\"ping\"} {}")
                        .getsError("bad-message"),
                envelope("no type", "{}").getsError("bad-message"),
                envelope("a type that is no string", "{\"type\":1}").getsError("bad-message"),
                envelope("an id that is no whole number of 64 bits", "{\"type\":\"ping\",\"id\":1e400}")
                        .getsError("bad-message"),
                envelope("an object nested very deep", "{\"type\":\"ping\",\"a\":" + "[".repeat(2000))
                        .getsError("bad-message"),
                envelope("a type that nobody knows", "{\"type\":\"shout\"}").getsError("unknown-type"),
                envelope("no room", "{\"type\":\"join\"}").getsError("bad-message"),
                envelope("an empty room", "{\"type\":\"join\",\"room\":\"\"}").getsError("bad-room"),
                envelope("a room's name with a control character", "{\"type\":\"join\",\"room\":\"\\u0000\"}")
                        .getsError("bad-room"),
                envelope(
                                "a room's name over 255 bytes in JSON",
                                "{\"type\":\"join\",\"room\":\"" + "a".repeat(256) + "\"}")
                        .getsError("bad-room"),
                envelope(
                                "a position to go on from that has no epoch or no offset",
                                "{\"type\":\"join\",\"room\":\"a\",\"since\":{\"offset\":1}}")
                        .getsError("bad-message"),
                envelope("a limit below 0", "{\"type\":\"history\",\"room\":\"a\",\"limit\":-1}")
                        .getsError("bad-message"),
                envelope(
                                "a key over 128 characters",
                                "{\"type\":\"publish\",\"room\":\"a\",\"data\":1,\"key\":\"" + "k".repeat(129) + "\"}")
                        .getsError("bad-message"),
                envelope("the history of a room that one is not in", "{\"type\":\"history\",\"room\":\"a\"}")
                        .getsError("not-a-member"),
                envelope(
                                "a position of a life that the room has forgotten",
                                "{\"type\":\"join\",\"room\":\"a\"}",
                                "{\"type\":\"history\",\"id\":1,\"room\":\"a\",\"since\":{\"epoch\":\"e\",\"offset\":1}}")
                        .getsError("unrecoverable"),
                envelope("no data", "{\"type\":\"publish\",\"room\":\"a\"}").getsError("bad-message"),
                envelope("data for a room that one is not in", "{\"type\":\"publish\",\"room\":\"a\",\"data\":1}")
                        .getsError("not-a-member"),
                envelope("leaving a room that one is not in", "{\"type\":\"leave\",\"room\":\"a\"}")
                        .getsError("not-a-member"),
                envelope("asking who is in a room that one is not in", "{\"type\":\"presence\",\"room\":\"a\"}")
                        .getsError("not-a-member"),
                envelope(
                                "asking who is in a room that does not keep it",
                                "{\"type\":\"join\",\"room\":\"a\"}",
                                "{\"type\":\"presence\",\"room\":\"a\"}")
                        .getsError("unavailable"),
                envelope(
                                "a limit that is no whole number of at least 0",
                                "{\"type\":\"presence\",\"room\":\"a\",\"limit\":-1}")
                        .getsError("bad-message"),
                envelope("a page behind what is no session", "{\"type\":\"presence\",\"room\":\"a\",\"after\":\"x\"}")
                        .getsError("bad-message"));
    }

    private static Section tooMuch() {
        String[] nonsense = {"{", "[]", "{}", "1", "\"\"", "null", "{\"type\":1}", "", "x", "{\"type\":\"shout\"}"};
        return new Section(
                "The envelope, given up",
                envelope("ten bad messages in a row", nonsense).closes(1008),
                new Sent("a binary message", Setup.USUAL, client -> {
                            client.upgrade("/ws").readFrame();
                            client.sendFrame(0x82, new byte[] {1});
                        })
                        .closes(1003));
    }
}
