package dev.sluice.auth;

import java.time.Duration;

/**
 * That somebody is asked about messages, where a room's rules say so.
 *
 * @param policy who is asked
 * @param timeout for an answer; a tenth of a second more may go by
 */
public record PublishCheck(PublishPolicy policy, Duration timeout) {
    /** Throws {@link IllegalArgumentException} for a timeout that leaves no time. */
    public PublishCheck {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a timeout is longer than nothing");
        }
    }
}
