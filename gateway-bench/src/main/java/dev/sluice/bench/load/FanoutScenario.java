package dev.sluice.bench.load;

import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.protocol.websocket.Opcode;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Publishers send messages to rooms, and every member of a room, publishers too, must get each of them once and in order; in a raw
 * room a publisher does not get its own. The first connections are the subscribers, then come the publishers.
 */
final class FanoutScenario implements Scenario {
    /**
     * Who is there.
     *
     * @param envelope whether they speak the envelope protocol, else raw rooms
     */
    record Cast(int subscribers, int publishers, Rooms rooms, boolean envelope) {}

    private final LoadThreads threads;
    private final Target target;
    private final Cast cast;
    private final Rooms rooms;
    private final Traffic traffic;
    private final Crowd<Member> crowd;

    /** The windows of a closed loop; none in an open one. */
    private final List<Publisher> publishers = new ArrayList<>();

    /** What each publisher has sent, as of the last look. */
    private final AtomicLongArray sentBy;

    FanoutScenario(LoadThreads threads, Target target, Cast cast, Traffic traffic) {
        this.threads = threads;
        this.target = target;
        this.cast = cast;
        this.rooms = cast.rooms();
        this.traffic = traffic;
        crowd = new Crowd<>(threads);
        sentBy = new AtomicLongArray(cast.publishers());
        for (int i = 0; i < cast.publishers() && !traffic.isOpenLoop(); i++) {
            publishers.add(new Publisher(traffic.window()));
        }
    }

    @Override
    public String name() {
        return "fanout";
    }

    @Override
    public int connections() {
        return cast.subscribers() + cast.publishers();
    }

    @Override
    public LoadClient client(int number, LoadThread thread) {
        int publisher = number - cast.subscribers();
        Member member = publisher < 0
                ? new Member(thread, rooms.of(number), NOBODY)
                : new Member(thread, rooms.of(publisher), publisher);
        crowd.add(member);
        return member.client;
    }

    @Override
    public boolean isReady() throws InterruptedException {
        return crowd.sumOfOpen(member -> member.ready ? 0 : 1) == 0;
    }

    @Override
    public void start(Window window) throws InterruptedException {
        AtomicIntegerArray members = new AtomicIntegerArray(rooms.count());
        crowd.forEachOpen(member -> members.incrementAndGet(member.room));
        Grid grid = traffic.grid(window, cast.publishers());
        threads.onEach(thread -> thread.recorder().measure(window));
        threads.onEach(thread -> {
            List<Sender> senders = new ArrayList<>();
            for (Member member : crowd.on(thread)) {
                if (member.sender != null) {
                    senders.add(member.sender);
                }
            }
            if (traffic.isOpenLoop()) {
                new OpenLoop(thread, grid, senders).start();
                return;
            }
            for (Sender sender : senders) {
                int room = rooms.of(sender.number());
                publishers.get(sender.number()).start(members.get(room) - (cast.envelope() ? 0 : 1));
            }
        });
    }

    @Override
    public void stop() throws InterruptedException {
        if (!traffic.isOpenLoop()) {
            crowd.forEach(member -> {
                if (member.sender != null) {
                    member.sender.stop();
                }
            });
        }
    }

    @Override
    public boolean isDrained() throws InterruptedException {
        look();
        return crowd.sumOfOpen(member -> member.missing() + member.unsent()) == 0;
    }

    @Override
    public void settle() throws InterruptedException {
        look();
        crowd.forEachOpen(member -> {
            Recorder recorder = member.client.thread().recorder();
            recorder.add(Count.LOST, member.missing());
            recorder.add(Count.UNSENT, member.unsent());
        });
    }

    @Override
    public void close() throws InterruptedException {
        crowd.close();
    }

    @Override
    public void cut() throws InterruptedException {
        crowd.cut();
    }

    private void look() throws InterruptedException {
        crowd.forEach(member -> {
            if (member.sender != null) {
                sentBy.set(member.sender.number(), member.sender.sent());
            }
        });
    }

    private static final int NOBODY = -1;

    /** One connection in one room. */
    private final class Member implements Participant {
        private final int room;
        private final LoadClient client;
        private final Inbox inbox;
        private final int publishersHere;

        /** Only of a publisher. */
        private final @Nullable Sender sender;

        private boolean joined;

        /** Whether the server has said so: some put a member into its raw room after their 101, but before they read its ping. */
        private boolean ready;

        Member(LoadThread thread, int room, int publisher) {
            this.room = room;
            client = newClient(thread);
            publishersHere = rooms.share(room, cast.publishers());
            inbox = new Inbox(new Inbox.Senders(room, rooms.count(), publishersHere), traffic.size());
            sender = publisher == NOBODY ? null : newSender(publisher);
            if (sender != null && !traffic.isOpenLoop()) {
                publishers.get(publisher).use(sender);
            }
        }

        @Override
        public LoadClient client() {
            return client;
        }

        @Override
        public void onOpen(LoadClient of, long startedNanos) {
            if (cast.envelope()) {
                client.send(Opcode.TEXT, Envelope.join(rooms.name(room)));
            } else {
                joined = true;
                client.ping();
            }
        }

        @Override
        public void onPong() {
            ready = true;
        }

        @Override
        public void onMessage(LoadClient of, ByteBuf payload) {
            int place;
            if (cast.envelope()) {
                int stampAt = Stamp.find(payload);
                if (stampAt < 0) {
                    onWords(Envelope.words(payload));
                    return;
                }
                place = inbox.takeQuoted(client, payload, stampAt);
            } else {
                place = inbox.takeRaw(client, payload);
            }
            if (place >= 0 && !traffic.isOpenLoop()) {
                publishers
                        .get(publisherAt(place))
                        .delivered(client.thread().stamp().sequence());
            }
        }

        @Override
        public void onWritable(LoadClient of) {
            if (sender != null) {
                sender.pump();
            }
        }

        @Override
        public void onEnd(LoadClient of) {
            for (int place = 0; joined && place < publishersHere && !traffic.isOpenLoop(); place++) {
                if (receivesFrom(place)) {
                    publishers.get(publisherAt(place)).receiverGone(inbox.next(place));
                }
            }
        }

        /** Messages sent to this member that have not come. */
        long missing() {
            long missing = 0;
            for (int place = 0; place < publishersHere; place++) {
                if (receivesFrom(place)) {
                    missing += sentBy.get(publisherAt(place)) - inbox.arrived(place);
                }
            }
            return missing;
        }

        long unsent() {
            return sender == null ? 0 : sender.unsent();
        }

        private boolean receivesFrom(int place) {
            return cast.envelope() || sender == null || sender.number() != publisherAt(place);
        }

        private int publisherAt(int place) {
            return room + place * rooms.count();
        }

        private void onWords(Map<String, String> words) {
            switch (words.getOrDefault("type", "")) {
                case "joined" -> {
                    joined = true;
                    ready = true;
                }
                case "welcome" -> {}
                case "error" -> client.thread().recorder().error("error reply: " + words.get("code"));
                default -> client.thread().recorder().increment(Count.CORRUPT);
            }
        }

        private LoadClient newClient(LoadThread thread) {
            return cast.envelope()
                    ? new LoadClient(thread, target, target.pathOr(Envelope.PATH), JsonMessageCodec.SUBPROTOCOL, this)
                    : new LoadClient(thread, target, rooms.path(target, room), "", this);
        }

        private Sender newSender(int publisher) {
            MessageTemplate template = cast.envelope()
                    ? MessageTemplate.envelope(rooms.name(room), traffic.size())
                    : MessageTemplate.raw(traffic.size());
            return new Sender(client, template, traffic.opcode(), publisher);
        }
    }
}
