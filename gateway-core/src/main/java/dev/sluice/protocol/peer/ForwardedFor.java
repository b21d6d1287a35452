package dev.sluice.protocol.peer;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * X-Forwarded-For: each proxy adds, at the right, whom it was called by. So only the right end can be believed, as far as those who
 * wrote it are trusted; the rest is whatever the client wished to say. RFC 7239's Forwarded is not read.
 */
public final class ForwardedFor {
    /** More proxies in a row than anybody runs: what a header can make us do ends here. */
    static final int MOST_HOPS = 32;

    private ForwardedFor() {}

    /**
     * Walks from the nearest proxy outwards, and ends at the first address that is not trusted: the client. Ends before, at the last
     * good address, where the list does, or where something else than an address stands in it.
     *
     * @param nearest who has called us
     * @param lines of the header, in order; commas within each
     */
    public static InetAddress client(InetAddress nearest, List<String> lines, AddressRanges trusted) {
        InetAddress current = nearest;
        int hops = 0;
        for (int i = lines.size() - 1; i >= 0; i--) {
            String line = lines.get(i);
            int end = line.length();
            while (end >= 0) {
                int comma = line.lastIndexOf(',', end - 1);
                String hop = line.substring(comma + 1, end).strip();
                end = comma;
                if (!trusted.contains(current) || hops++ == MOST_HOPS) {
                    return current;
                }
                if (hop.isEmpty()) {
                    continue; // RFC 9110, 5.6.1.2: empty elements of a list mean nothing
                }
                Optional<InetAddress> next = AddressText.readHop(hop);
                if (next.isEmpty()) {
                    return current;
                }
                current = next.get();
            }
        }
        return current;
    }
}
