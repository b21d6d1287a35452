package dev.sluice.transport.caller;

import dev.sluice.limit.AddressCounts;
import dev.sluice.metric.Label;
import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import dev.sluice.protocol.peer.ForwardedFor;
import dev.sluice.protocol.peer.ProxyHeader;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One connection's place in the gateway: who it is, and what it counts as. Gives back what it holds when its channel closes, whatever
 * way that comes about. Confined to the connection's lane.
 */
public final class Caller implements ChannelFutureListener {
    private static final String X_FORWARDED_FOR = "x-forwarded-for";

    /** What it counts as. */
    private enum Place {
        /** Among the open connections, and those that wait for their first answer. To OPEN, REFUSED, TURNED_AWAY, NONE. */
        OPENING,
        /** Among the open connections. To REFUSED, TURNED_AWAY, NONE. */
        OPEN,
        /** Among those that are only told to come back. To NONE. */
        REFUSED,
        /** Nothing: it is to be closed at once. */
        TURNED_AWAY,
        /** Nothing: it has come this moment, or is gone. */
        NONE
    }

    private final Admission admission;

    /** Who has made the connection; or, if a balancer has, for whom. */
    private InetAddress nearest;

    /** The client, as far as is known. */
    private InetAddress address;

    /** Whether that is another than has made the connection. */
    private boolean isNamedByProxy;

    private Place place = Place.NONE;
    private @Nullable Refusal refusal;
    /** Whether it is the balancer that calls, on its own account: so it seems until it has said for whom. */
    private boolean isLocal;

    /** Whether the address is counted. */
    private boolean keyed;

    Caller(Admission admission, InetAddress peer) {
        this.admission = admission;
        this.nearest = peer;
        this.address = peer;
        this.isLocal = admission.wantsProxyHeader();
    }

    /** It has ended before it was looked at. */
    void onGone() {
        place = Place.TURNED_AWAY;
    }

    /** Takes its place, or is refused. Called once, first. */
    void arrive(long nowNanos) {
        boolean trusted = isTrusted(nearest);
        boolean named = admission.wantsProxyHeader();
        if (named && !trusted) {
            turnAway(Refusal.UNTRUSTED_PROXY);
        } else if (!admission.open().tryTake()) {
            refuse(Refusal.FULL);
        } else if (!trusted && !takeKey()) {
            admission.open().giveBack();
            refuse(Refusal.ADDRESS_FULL);
        } else if (!admission.opening().tryTake()) {
            admission.open().giveBack();
            refuse(Refusal.BUSY);
        } else {
            place = Place.OPENING;
            if (!admission.rate().tryTake(nowNanos)) { // last, because it can not be given back
                refuse(Refusal.BUSY);
            }
        }
    }

    /** The balancer has said for whom it calls. */
    public void onProxyHeader(ProxyHeader header) {
        InetAddress source = header.source().orElse(nearest);
        isLocal = header.isLocal()
                || source.equals(nearest); // as HAProxy says in version 1, which has no word for itself
        nearest = source;
        moveTo(nearest);
    }

    /** Something else came where the balancer should have said for whom it calls. */
    public void onBadProxyHeader() {
        turnAway(Refusal.BAD_PROXY_HEADER);
    }

    /** A request has come; over one connection of a balancer come those of many clients. */
    public void onRequest(HttpHeaders headers) {
        if (isTrusted(nearest)) {
            moveTo(ForwardedFor.client(
                    nearest, headers.getAll(X_FORWARDED_FOR), admission.rules().trustedProxies()));
            if (!keyed && counts() && !takeKey()) {
                refuse(Refusal.ADDRESS_FULL); // there is nobody behind it who could still be named
            }
        }
    }

    /** The refusal that a page's request has earned by where the page is from, or empty. */
    public Optional<Refuse> breach(HttpHeaders headers) {
        return admission.rules().origins().breach(headers);
    }

    /** It has got its first answer, or none in time. May be called again. */
    public void onAnswered() {
        if (place == Place.OPENING) {
            place = Place.OPEN;
            admission.opening().giveBack();
        }
    }

    /** The client's address: the connection's peer, unless proxies that are trusted say otherwise. */
    public InetAddress address() {
        return address;
    }

    /** Whether a proxy has said that it is this client, and not the other end of the connection. */
    public boolean isNamedByProxy() {
        return isNamedByProxy;
    }

    /** Whether it may end without having asked for anything: a balancer that only looks whether we are there does. */
    public boolean mayEndSilently() {
        return isLocal && refusal == null;
    }

    /** Whether the connection is to be closed at once. */
    public boolean isTurnedAway() {
        return place == Place.TURNED_AWAY;
    }

    /** Whether it is nobody who is trusted to say for whom he calls, where that is required. */
    public boolean isStranger() {
        return refusal == Refusal.UNTRUSTED_PROXY;
    }

    /** What every request gets, or empty. */
    public Optional<Refuse> refusal() {
        return refusal == null ? Optional.empty() : refusal.answer();
    }

    /** How the opening counts that has come to this end: under the refusal, where there is one. */
    public Label.Handshake result(Label.Handshake end) {
        return refusal == null ? end : refusal.result();
    }

    @Override
    public void operationComplete(ChannelFuture closed) {
        leave();
    }

    /** A trusted address may name another, and only the last one counts. */
    private void moveTo(InetAddress next) {
        if (next.equals(address) && keyed) {
            return;
        }
        giveKeyBack();
        isNamedByProxy |= !next.equals(address);
        address = next;
        if (!isTrusted(next) && counts() && !takeKey()) {
            refuse(Refusal.ADDRESS_FULL);
        }
    }

    private boolean isTrusted(InetAddress who) {
        return admission.rules().trustedProxies().contains(who);
    }

    private boolean counts() {
        return place == Place.OPENING || place == Place.OPEN;
    }

    private boolean takeKey() {
        keyed = admission.addresses().tryTake(AddressCounts.keyOf(address));
        return keyed;
    }

    private void giveKeyBack() {
        if (keyed) {
            keyed = false;
            admission.addresses().giveBack(AddressCounts.keyOf(address));
        }
    }

    private void refuse(Refusal why) {
        leave();
        refusal = why;
        place = admission.refused().tryTake() ? Place.REFUSED : Place.TURNED_AWAY;
    }

    private void turnAway(Refusal why) {
        leave();
        refusal = why;
        place = Place.TURNED_AWAY;
    }

    /** Gives back all that it holds. */
    private void leave() {
        giveKeyBack();
        switch (place) {
            case OPENING -> {
                admission.opening().giveBack();
                admission.open().giveBack();
            }
            case OPEN -> admission.open().giveBack();
            case REFUSED -> admission.refused().giveBack();
            case TURNED_AWAY, NONE -> {
                // counts as nothing
            }
        }
        place = Place.NONE;
    }
}
