package dev.sluice.server.hook;

import java.net.URI;
import java.time.Duration;
import java.util.Set;

/**
 * Who is told what.
 *
 * @param url where to
 * @param secret that signs it
 * @param events which of them
 * @param timeout how long one attempt may take
 * @param mostEvents that may wait
 * @param connect whether it is asked about everybody who shows a good token
 */
public record HookRules(
        URI url, String secret, Set<HookEventType> events, Duration timeout, int mostEvents, boolean connect) {
    /** Copies the set. */
    public HookRules {
        events = Set.copyOf(events);
    }

    @Override
    public String toString() {
        return "webhooks to " + url.getHost();
    }
}
