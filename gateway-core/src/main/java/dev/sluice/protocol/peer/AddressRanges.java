package dev.sluice.protocol.peer;

import java.net.InetAddress;
import java.util.List;

/**
 * Several blocks of addresses.
 *
 * @param ranges in any order; they may overlap
 */
public record AddressRanges(List<AddressRange> ranges) {
    /** No address at all. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    /** Copies the list. */
    public AddressRanges {
        ranges = List.copyOf(ranges);
    }

    /** Whether there is no block, and so no address. */
    public boolean isEmpty() {
        return ranges.isEmpty();
    }

    /** Whether one of them contains the address. */
    public boolean contains(InetAddress address) {
        for (int i = 0; i < ranges.size(); i++) {
            if (ranges.get(i).contains(address)) {
                return true;
            }
        }
        return false;
    }
}
