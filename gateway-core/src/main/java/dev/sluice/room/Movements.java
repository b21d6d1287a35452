package dev.sluice.room;

import dev.sluice.auth.Identity;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.RoomEvent.Kind;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has come to one room, and gone, since its members were last told. Confined to the room's lane. It holds no more sessions than the
 * room has members, or had when they were last told; and none in a large room, which is told numbers.
 */
final class Movements {
    /** Beyond so many members nobody looks at each name, and each event would be read by as many. */
    static final int MOST_NAMED = 1000;

    /** Listed in one event: more than a page shows of them. */
    static final int MOST_LISTED = 50;

    /** Listed in one event, by bytes: 16 MiB for all members of the largest room that is told names. */
    static final int MOST_BYTES = 16 * 1024;

    /** Null while nothing has changed, and where only numbers are told. */
    private @Nullable Map<SessionId, Change> changes;

    /** Whether the room has been too large for names since its members were last told. */
    private boolean numbersOnly;

    private int arrivals;
    private int departures;

    /** Answers that have shown how the room stands. */
    private int answers;

    private boolean waiting;

    /** @param members with this one */
    void arrive(SessionId session, Identity identity, int members) {
        arrivals++;
        Map<SessionId, Change> named = named(members);
        if (named == null) {
            return;
        }
        Change change = named.get(session);
        if (change == null) {
            named.put(session, new Change(null, identity, answers));
        } else {
            change.arrive(identity, answers);
        }
    }

    /** @param members with this one, who was there */
    void depart(SessionId session, Identity identity, int members) {
        departures++;
        Map<SessionId, Change> named = named(members);
        if (named == null) {
            return;
        }
        Change change = named.get(session);
        if (change == null) {
            named.put(session, new Change(identity, identity, answers));
        } else {
            change.depart(answers);
        }
    }

    /**
     * Somebody has been shown how the room stands. Whoever changes back from now on must be told of, though those who have been told
     * nothing would not need it.
     */
    void onAnswer() {
        answers++;
    }

    /** Nobody is left who could be told. */
    void forget() {
        changes = null;
        numbersOnly = false;
        arrivals = 0;
        departures = 0;
    }

    /** Whether nobody knew before that there is something to tell. */
    boolean startWaiting() {
        boolean first = !waiting;
        waiting = true;
        return first;
    }

    /**
     * What members have to be told: at most one event of each kind. From here on they have been told.
     *
     * @param members the room has now
     */
    List<RoomEvent> take(RoomName room, int members) {
        List<RoomEvent> events = numbersOnly ? numbers(room, members) : names(room, members);
        forget();
        waiting = false;
        return events;
    }

    private @Nullable Map<SessionId, Change> named(int members) {
        if (members > MOST_NAMED) {
            numbersOnly = true;
            changes = null;
        }
        if (changes == null && !numbersOnly) {
            changes = new LinkedHashMap<>();
        }
        return changes;
    }

    private List<RoomEvent> numbers(RoomName room, int members) {
        List<RoomEvent> events = new ArrayList<>(2);
        if (departures > 0) {
            events.add(new RoomEvent(Kind.DEPARTED, room, members, List.of(), departures));
        }
        if (arrivals > 0) {
            events.add(new RoomEvent(Kind.ARRIVED, room, members, List.of(), arrivals));
        }
        return events;
    }

    private List<RoomEvent> names(RoomName room, int members) {
        Told departed = new Told(Kind.DEPARTED);
        Told arrived = new Told(Kind.ARRIVED);
        if (changes != null) {
            changes.forEach((session, change) -> {
                if (change.isWorthTelling()) {
                    (change.isHere ? arrived : departed).add(session, change.identity);
                }
            });
        }
        List<RoomEvent> events = new ArrayList<>(2);
        departed.addTo(events, room, members);
        arrived.addTo(events, room, members);
        return events;
    }

    /** One session's comings and goings: how they began and how they stand. */
    private static final class Change {
        /** As what it was there at the beginning; null: it was not. */
        private final @Nullable Identity before;

        /** As what it came last. */
        private Identity identity;

        private boolean isHere;

        /** How many answers there had been at the last change. */
        private int answers;

        /** Whether an answer has shown something between the first change and the last. */
        private boolean shown;

        Change(@Nullable Identity before, Identity identity, int answers) {
            this.before = before;
            this.identity = identity;
            this.isHere = before == null;
            this.answers = answers;
        }

        void arrive(Identity as, int answersNow) {
            identity = as;
            isHere = true;
            change(answersNow);
        }

        void depart(int answersNow) {
            isHere = false;
            change(answersNow);
        }

        boolean isWorthTelling() {
            return shown || (isHere ? !identity.equals(before) : before != null);
        }

        private void change(int answersNow) {
            shown |= answersNow != answers;
            answers = answersNow;
        }
    }

    /** An event that is being made. */
    private static final class Told {
        private final Kind kind;
        private final Listing listing = Listing.ofEvent();
        private int more;

        Told(Kind kind) {
            this.kind = kind;
        }

        void add(SessionId session, Identity identity) {
            if (more > 0 || !listing.add(session, identity)) {
                more++;
            }
        }

        void addTo(List<RoomEvent> events, RoomName room, int members) {
            if (!listing.members().isEmpty()) {
                events.add(new RoomEvent(kind, room, members, listing.members(), more));
            }
        }
    }
}
