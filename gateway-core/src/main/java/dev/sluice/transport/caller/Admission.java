package dev.sluice.transport.caller;

import dev.sluice.limit.AddressCounts;
import dev.sluice.limit.Limits;
import dev.sluice.limit.SharedCount;
import dev.sluice.limit.SharedRate;
import dev.sluice.protocol.peer.AddressText;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The door of the gateway: looks at every connection as it comes, and counts those that are open against their limits. Shared by all
 * lanes; nobody ever waits here.
 */
public final class Admission {
    /**
     * Connections that are open only to be told to come back: each waits for its request and then for the client to take the answer,
     * for seconds where the client is slow. Enough for thousands of refusals a second over a usual line; beyond, the connection ends
     * without a word.
     */
    private static final int MOST_REFUSED = 256;

    private static final int LEAST_REFUSED = 16;

    private static final InetAddress NOBODY = new InetSocketAddress(0).getAddress();

    private final CallerRules rules;
    private final int mostConnections;
    private final SharedCount open;
    private final SharedCount opening;
    private final SharedCount refused;
    private final AddressCounts addresses;
    private final SharedRate rate;

    /**
     * @param mostFiles connections that the process has files for; 0: as many as the limits say
     * @param nowNanos a lane's clock
     */
    public Admission(CallerRules rules, Limits limits, int mostFiles, long nowNanos) {
        this.rules = rules;
        this.mostConnections = least(limits.connections(), mostFiles);
        this.open = new SharedCount(mostConnections);
        this.opening = new SharedCount(limits.concurrentHandshakes());
        this.refused = new SharedCount(mostRefused(mostConnections));
        this.addresses = new AddressCounts(limits.connectionsPerIp());
        this.rate = new SharedRate(limits.handshakesPerSecond(), nowNanos);
    }

    /** Connections beyond the limit that may be open at a time, only to be refused. */
    public static int mostRefused(int mostConnections) {
        return mostConnections == 0
                ? MOST_REFUSED
                : Math.max(LEAST_REFUSED, Math.min(mostConnections / 4, MOST_REFUSED));
    }

    /** A new connection, on its lane. Whatever becomes of it, it is given back when the channel has closed. */
    public Caller admit(Channel channel, long nowNanos) {
        InetAddress peer = peerOf(channel);
        Caller caller = new Caller(this, peer == null ? NOBODY : peer);
        if (peer == null) {
            caller.onGone();
        } else {
            caller.arrive(nowNanos);
        }
        channel.closeFuture().addListener(caller);
        return caller;
    }

    /** Whether each connection begins with a PROXY header. */
    public boolean wantsProxyHeader() {
        return rules.proxyProtocol() == ProxyProtocol.REQUIRED;
    }

    /** How many connections may be open; 0: no limit. */
    public int mostConnections() {
        return mostConnections;
    }

    /** Whether as many connections are open as may be. Any thread. */
    public boolean isFull() {
        return open.isFull();
    }

    CallerRules rules() {
        return rules;
    }

    SharedCount open() {
        return open;
    }

    SharedCount opening() {
        return opening;
    }

    SharedCount refused() {
        return refused;
    }

    AddressCounts addresses() {
        return addresses;
    }

    SharedRate rate() {
        return rate;
    }

    /** Null for a peer that has reset the connection already, so that the system does not know it any more. */
    private static @Nullable InetAddress peerOf(Channel channel) {
        @Nullable SocketAddress remote = channel.remoteAddress();
        InetAddress address = remote instanceof InetSocketAddress socket ? socket.getAddress() : null;
        return address == null ? null : AddressText.plain(address);
    }

    private static int least(int one, int other) {
        return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }
}
