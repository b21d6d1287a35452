package dev.sluice.room;

import dev.sluice.auth.Identity;
import dev.sluice.message.PresencePage;
import dev.sluice.message.SessionId;
import java.util.Optional;

/**
 * The members of one room, by session. Confined to the room's lane.
 *
 * <p>An open table whose members stand in the order of their keys: each at the place that its key asks for, or behind it, with no free
 * place between. To come, to go and to be found costs the same however many there are. As nobody's place in the order depends on the
 * others, a page may begin behind any session, there or gone, and whoever stays is on one page and no other.
 *
 * <pre>
 * key      1 1 3   6
 * table  | | | |3| |6| | |   places for keys, then some more for those who find theirs taken
 * </pre>
 */
final class Roster {
    /** Odd, so that no two numbers become one key. Real sessions are random already; it spreads the ones that are counted. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    private static final int LEAST_BITS = 2;

    private static final int FIRST_SPILL = 4;

    /** Null where a place is free. */
    private SessionId[] sessions;

    private Identity[] identities;
    private int bits = LEAST_BITS;

    /** Places behind the last one that a key can ask for; more of them once they have not been enough. */
    private int spill = FIRST_SPILL;

    private int size;

    /** Nobody. */
    Roster() {
        sessions = new SessionId[places()];
        identities = new Identity[places()];
    }

    int size() {
        return size;
    }

    /** Takes a member in. */
    void add(SessionId session, Identity identity) {
        if (size >= keys() / 4 * 3) {
            resize(bits + 1);
        }
        int place = placeOf(session);
        int free = place;
        while (free < sessions.length && sessions[free] != null) {
            free++;
        }
        if (free == sessions.length) {
            spill *= 2;
            resize(bits);
            add(session, identity);
            return;
        }
        System.arraycopy(sessions, place, sessions, place + 1, free - place);
        System.arraycopy(identities, place, identities, place + 1, free - place);
        sessions[place] = session;
        identities[place] = identity;
        size++;
    }

    /** Takes a member out; returns what it came as. */
    Identity remove(SessionId session) {
        int place = placeOf(session);
        if (place == sessions.length || !session.equals(sessions[place])) {
            throw new IllegalStateException("a member leaves who is not here");
        }
        Identity identity = identities[place];
        int end = place + 1;
        while (end < sessions.length && sessions[end] != null && keyPlace(sessions[end]) < end) {
            end++;
        }
        System.arraycopy(sessions, place + 1, sessions, place, end - place - 1);
        System.arraycopy(identities, place + 1, identities, place, end - place - 1);
        sessions[end - 1] = null;
        identities[end - 1] = null;
        size--;
        if (bits > LEAST_BITS && size < keys() / 8) {
            resize(bits - 1);
        }
        return identity;
    }

    /** Members in their order. */
    PresencePage page(PresenceRequest request) {
        Listing listing = Listing.ofAnswer(request.limit());
        for (int place = firstBehind(request.after()); place < sessions.length; place++) {
            if (sessions[place] != null && !listing.add(sessions[place], identities[place])) {
                return new PresencePage(size, listing.members(), listing.last());
            }
        }
        return new PresencePage(size, listing.members(), Optional.empty());
    }

    private int firstBehind(Optional<SessionId> after) {
        if (after.isEmpty()) {
            return 0;
        }
        int place = placeOf(after.get());
        return place < sessions.length && after.get().equals(sessions[place]) ? place + 1 : place;
    }

    /** Where it stands, or where it would have to. */
    private int placeOf(SessionId session) {
        int place = keyPlace(session);
        while (place < sessions.length && sessions[place] != null && compare(sessions[place], session) < 0) {
            place++;
        }
        return place;
    }

    private void resize(int newBits) {
        SessionId[] oldSessions = sessions;
        Identity[] oldIdentities = identities;
        bits = newBits;
        while (!refill(oldSessions, oldIdentities)) {
            spill *= 2;
        }
    }

    /** Makes a table of this size; false if too many want the last places of it. */
    private boolean refill(SessionId[] oldSessions, Identity[] oldIdentities) {
        sessions = new SessionId[places()];
        identities = new Identity[places()];
        int free = 0;
        for (int i = 0; i < oldSessions.length; i++) {
            if (oldSessions[i] != null) {
                int place = Math.max(keyPlace(oldSessions[i]), free);
                if (place == sessions.length) {
                    return false;
                }
                sessions[place] = oldSessions[i];
                identities[place] = oldIdentities[i];
                free = place + 1;
            }
        }
        return true;
    }

    private int keys() {
        return 1 << bits;
    }

    private int places() {
        return keys() + spill;
    }

    private int keyPlace(SessionId session) {
        return (int) (key(session) >>> (Long.SIZE - bits));
    }

    private static long key(SessionId session) {
        return session.high() * SPREAD;
    }

    private static int compare(SessionId one, SessionId other) {
        int keys = Long.compareUnsigned(key(one), key(other));
        return keys != 0 ? keys : Integer.compare(one.low(), other.low());
    }
}
