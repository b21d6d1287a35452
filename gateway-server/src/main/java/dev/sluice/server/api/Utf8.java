package dev.sluice.server.api;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads text of which every client will get a part: it has to be what it says. */
final class Utf8 {
    private Utf8() {}

    /** The text; throws {@link Problem} if the bytes are none. */
    static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw Problem.bad("the body is not UTF-8");
        }
    }
}
