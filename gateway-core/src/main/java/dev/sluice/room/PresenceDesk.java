package dev.sluice.room;

import dev.sluice.auth.Identity;
import dev.sluice.fanout.FanOut;
import dev.sluice.message.PresencePage;
import dev.sluice.message.RoomEvent;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.Label.Movement;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Knows who is in the rooms of one lane, where their rules say so, and tells members of each other. What happens in a room is told half
 * a second later, together: a few times a second is as often as people can follow, and the most that a crowd can cause. Rooms wait in one
 * queue, so there is no timer for a room. Confined to the lane.
 */
final class PresenceDesk {
    /** Between two looks at the queue. */
    static final Duration PERIOD = Duration.ofMillis(100);

    /** Looks from a room's first change to its events; the first of them may come at once, so 400 ms at least. */
    private static final int LOOKS = 5;

    /** A larger room waits longer: so its events are at most a hundred thousand deliveries a second, however large it is. */
    private static final int MEMBERS_FOR_A_LOOK = 5000;

    /** Members that are written to after one look: a few milliseconds of work for all lanes. The other rooms wait for the next. */
    private static final int MOST_DELIVERIES = 20_000;

    /** What an event costs beside its deliveries, in deliveries. */
    private static final int EVENT_COST = 20;

    private final FanOut fanOut;
    private final LaneMeters meters;

    /** Rooms that have something to tell, each once. */
    private final Queue<Waiting> waiting = new PriorityQueue<>(Comparator.comparingLong(Waiting::dueLook));

    private long look;

    /** @param fanOut of the lane */
    PresenceDesk(FanOut fanOut, LaneMeters meters) {
        this.fanOut = fanOut;
        this.meters = meters;
    }

    /** A member has come into a room. */
    void onEnter(RoomName name, Room room, Entry entry) {
        Attendance attendance = room.attendance();
        if (attendance == null) {
            return;
        }
        Roster roster = attendance.roster();
        roster.add(entry.session(), entry.identity());
        Movements movements = attendance.movements();
        if (movements != null && roster.size() > 1) { // who is alone there needs not be told
            movements.arrive(entry.session(), entry.identity(), roster.size());
            await(name, room, roster, movements);
        }
    }

    /** A member has gone. */
    void onExit(RoomName name, Room room, SessionId session) {
        Attendance attendance = room.attendance();
        if (attendance == null) {
            return;
        }
        Roster roster = attendance.roster();
        Identity identity = roster.remove(session);
        Movements movements = attendance.movements();
        if (movements == null) {
            return;
        }
        if (roster.size() == 0) {
            movements.forget();
        } else {
            movements.depart(session, identity, roster.size() + 1);
            await(name, room, roster, movements);
        }
    }

    /** Who is in a room; empty where it does not know. */
    Optional<PresencePage> page(Room room, PresenceRequest request) {
        Attendance attendance = room.attendance();
        if (attendance == null) {
            return Optional.empty();
        }
        PresencePage page = attendance.roster().page(request);
        Movements movements = attendance.movements();
        if (movements != null) {
            movements.onAnswer();
        }
        meters.add(MeterName.PRESENCE_MEMBERS, page.members().size());
        return Optional.of(page);
    }

    /** Tells what has waited for long enough, unless the lanes of members are behind: then it waits, and becomes less. */
    void tick() {
        look++;
        int deliveries = 0;
        Waiting next = due();
        while (next != null && deliveries < MOST_DELIVERIES && !fanOut.isCongested()) {
            waiting.remove();
            deliveries += tell(next);
            next = due();
        }
    }

    private void await(RoomName name, Room room, Roster roster, Movements movements) {
        if (movements.startWaiting()) {
            long dueLook = look + Math.max(LOOKS, roster.size() / MEMBERS_FOR_A_LOOK);
            waiting.add(new Waiting(name, room, roster, movements, dueLook));
        }
    }

    private @Nullable Waiting due() {
        Waiting head = waiting.peek();
        return head == null || head.dueLook > look ? null : head;
    }

    /** Returns what it costs, in deliveries. */
    private int tell(Waiting due) {
        int cost = 0;
        int members = due.roster.size();
        for (RoomEvent event : due.movements.take(due.name, members)) {
            fanOut.tell(event, due.room.membersByLane());
            meters.increment(MeterName.PRESENCE_EVENTS, labelOf(event.kind()));
            meters.add(MeterName.PRESENCE_MEMBERS, event.members().size());
            cost += members + EVENT_COST;
        }
        return cost;
    }

    private static Movement labelOf(RoomEvent.Kind kind) {
        return switch (kind) {
            case ARRIVED -> Movement.ARRIVED;
            case DEPARTED -> Movement.DEPARTED;
        };
    }

    /** A room and when it is to be told. */
    private record Waiting(RoomName name, Room room, Roster roster, Movements movements, long dueLook) {}
}
