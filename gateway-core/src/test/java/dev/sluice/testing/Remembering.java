package dev.sluice.testing;

import dev.sluice.namespace.HistoryRules;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import java.time.Duration;

/** Rules of rooms that remember, and are open otherwise. */
public final class Remembering {
    private Remembering() {}

    /** So many messages, bytes and so long. */
    public static RoomRules rules(int messages, long bytes, Duration ttl) {
        return new RoomRules(new HistoryRules(messages, bytes, ttl), false, false, SlowConsumerPolicy.DISCONNECT);
    }

    /** The same in all rooms. */
    public static Namespaces everywhere(int messages, long bytes, Duration ttl) {
        return new Namespaces(rules(messages, bytes, ttl));
    }
}
