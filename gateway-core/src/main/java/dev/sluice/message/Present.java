package dev.sluice.message;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Optional;

/**
 * Somebody who is in a room.
 *
 * @param user as its token says; empty: anonymous
 * @param info what the application says of the user, one JSON value
 */
public record Present(SessionId session, String user, Optional<String> info) {
    /** What an entry takes in an envelope beside its user and its info. */
    private static final int ENTRY_BYTES = 56;

    /** About what it takes in an envelope. */
    public int bytes() {
        return ENTRY_BYTES
                + ByteBufUtil.utf8Bytes(user)
                + info.map(ByteBufUtil::utf8Bytes).orElse(0);
    }

    /** About what a list of them takes in an envelope. */
    public static int bytesOf(List<Present> members) {
        int bytes = 0;
        for (Present member : members) {
            bytes += member.bytes();
        }
        return bytes;
    }
}
