package dev.sluice.server.hook;

import dev.sluice.GatewayListener;
import dev.sluice.message.RoomName;
import dev.sluice.message.StreamPosition;
import dev.sluice.session.CloseReason;
import dev.sluice.session.Session;
import java.time.Duration;
import java.util.Set;

/** Notes what happens, for a thread of its own to tell it. Called on the lanes, which never wait here. */
public final class Webhooks implements GatewayListener, AutoCloseable {
    /** For what happened last, the closing of every session above all; as long as a stop waits for clients. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final HookQueue queue;
    private final Set<HookEventType> wanted;
    private final HookSender sender;

    private Webhooks(HookRules rules) {
        this.queue = new HookQueue(rules.mostEvents());
        this.wanted = rules.events();
        this.sender = new HookSender(rules, queue);
    }

    /** Begins to tell. */
    public static Webhooks start(HookRules rules) {
        Webhooks webhooks = new Webhooks(rules);
        webhooks.sender.start();
        return webhooks;
    }

    /** Whether a secret can be used as it is written. */
    public static boolean canSignWith(String secret) {
        try {
            return !new HookSignature(secret).of("", 0, "").isEmpty();
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    /** What it counts. */
    public HookMeters meters() {
        return sender.meters();
    }

    @Override
    public void opened(Session session) {
        if (wanted.contains(HookEventType.SESSION_OPENED)) {
            queue.add(new HookEvent.SessionOpened(
                    now(), session.id(), session.identity().user(), session.remoteAddress()));
        }
    }

    @Override
    public void closed(Session session, CloseReason reason) {
        if (wanted.contains(HookEventType.SESSION_CLOSED)) {
            queue.add(new HookEvent.SessionClosed(
                    now(), session.id(), session.identity().user(), reason.code()));
        }
    }

    @Override
    public void occupied(RoomName room, StreamPosition position) {
        add(HookEventType.ROOM_OCCUPIED, room, position);
    }

    @Override
    public void vacated(RoomName room, StreamPosition position) {
        add(HookEventType.ROOM_VACATED, room, position);
    }

    /** Tells what is left, if the backend takes it within five seconds, and ends. */
    @Override
    public void close() {
        sender.stop(LAST_WORDS);
    }

    private void add(HookEventType type, RoomName room, StreamPosition position) {
        if (wanted.contains(type)) {
            queue.add(new HookEvent.RoomChanged(now(), type, room, position));
        }
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
