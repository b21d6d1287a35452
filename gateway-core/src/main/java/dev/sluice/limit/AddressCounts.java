package dev.sluice.limit;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Counts what each address holds open against a limit, exactly. Forgets an address that holds nothing, so it never knows more of them
 * than are open. Any thread.
 */
public final class AddressCounts {
    private static final int IPV4_BYTES = 4;

    /** Of an IPv6 address: a /64 is what one customer gets at the least, and may pick from as he likes. */
    private static final int SUBNET_BYTES = 8;

    /** IPv4 lies where no IPv6 subnet is: ::/8 is reserved (RFC 4291, 4). */
    private static final long IPV4_KEYS = 0x0000_FFFF_0000_0000L;

    private final ConcurrentMap<Long, Integer> open = new ConcurrentHashMap<>();
    private final int most;

    /** @param most open at a time for one address; 0: no limit, and nothing is counted */
    public AddressCounts(int most) {
        this.most = most;
    }

    /** Who is counted together: an IPv4 address, or a /64 of IPv6. */
    public static long keyOf(InetAddress address) {
        byte[] octets = address.getAddress();
        int length = octets.length == IPV4_BYTES ? IPV4_BYTES : SUBNET_BYTES;
        long key = 0;
        for (int i = 0; i < length; i++) {
            key = (key << Byte.SIZE) | Byte.toUnsignedInt(octets[i]);
        }
        return octets.length == IPV4_BYTES ? IPV4_KEYS | key : key;
    }

    /** Counts one more; false if that would be too many. */
    public boolean tryTake(long key) {
        if (most == 0) {
            return true;
        }
        while (true) {
            Integer now = open.putIfAbsent(key, 1);
            if (now == null) {
                return true;
            }
            if (now >= most) {
                return false;
            }
            if (open.replace(key, now, now + 1)) {
                return true;
            }
        }
    }

    /** Gives one back that was taken. */
    public void giveBack(long key) {
        if (most == 0) {
            return;
        }
        while (true) {
            Integer now = open.get(key);
            if (now == null) {
                throw new AssertionError("given back more often than taken");
            }
            if (now == 1 ? open.remove(key, now) : open.replace(key, now, now - 1)) {
                return;
            }
        }
    }

    /** How many addresses hold something. */
    public int addresses() {
        return open.size();
    }
}
