package dev.sluice.limit;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all sessions of one user, and all from one address, may do together. Shared by all lanes; never waits. */
public final class SharedLimits {
    /** Null where users are free. */
    private final @Nullable QuotaBook<String> users;

    /** Null where addresses are free. */
    private final @Nullable QuotaBook<Long> addresses;

    private SharedLimits(Limits limits) {
        this.users = limits.perUser().isLimited() || limits.sessionsPerUser() > 0
                ? new QuotaBook<>(limits.perUser(), limits.sessionsPerUser())
                : null;
        this.addresses = limits.perIp().isLimited() ? new QuotaBook<>(limits.perIp(), 0) : null;
    }

    /** Those of a gateway; empty where it has none. */
    public static Optional<SharedLimits> of(Limits limits) {
        SharedLimits shared = new SharedLimits(limits);
        return shared.users == null && shared.addresses == null ? Optional.empty() : Optional.of(shared);
    }

    /** Whether a user has as many sessions as he may, as far as can be told before the next one is opened. */
    public boolean isFull(String user) {
        return users != null && !user.isEmpty() && users.isFull(user);
    }

    /** A session is opened from an address. */
    public Share enter(InetAddress address, long nowNanos) {
        return new Share(address, nowNanos);
    }

    /** One session's part in them. Confined to the session's lane. */
    public final class Share {
        private final long address;
        private @Nullable SharedQuota ofAddress;
        private @Nullable SharedQuota ofUser;
        private String user = "";

        private Share(InetAddress from, long nowNanos) {
            this.address = AddressCounts.keyOf(from);
            this.ofAddress = addresses == null
                    ? null
                    : addresses.enter(address, nowNanos).orElse(null);
        }

        /** It is known whose session it is, once; false if the user has as many as he may. Without a user nothing is shared. */
        public boolean enter(String whose, long nowNanos) {
            if (users == null || whose.isEmpty() || !user.isEmpty()) {
                return true;
            }
            Optional<SharedQuota> entered = users.enter(whose, nowNanos);
            if (entered.isPresent()) {
                user = whose;
                ofUser = entered.get();
            }
            return entered.isPresent();
        }

        /** The session is over. */
        public void leave(long nowNanos) {
            if (addresses != null && ofAddress != null) {
                addresses.leave(address, nowNanos);
                ofAddress = null;
            }
            if (users != null && ofUser != null) {
                users.leave(user, nowNanos);
                ofUser = null;
            }
        }

        boolean spend(int payloadBytes, long nowNanos) {
            boolean free = ofAddress == null || ofAddress.spend(payloadBytes, nowNanos);
            return (ofUser == null || ofUser.spend(payloadBytes, nowNanos)) && free;
        }

        /** How long to wait for what all sessions of the user have sent. */
        long userWaitNanos(long nowNanos) {
            return ofUser == null ? 0 : ofUser.waitNanos(nowNanos);
        }

        /** How long to wait for what all sessions from the address have sent. */
        long addressWaitNanos(long nowNanos) {
            return ofAddress == null ? 0 : ofAddress.waitNanos(nowNanos);
        }
    }
}
