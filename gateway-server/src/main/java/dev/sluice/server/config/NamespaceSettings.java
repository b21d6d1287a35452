package dev.sluice.server.config;

import dev.sluice.namespace.Audience;
import dev.sluice.namespace.JoinRule;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SenderRule;
import dev.sluice.namespace.SlowConsumerPolicy;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The table of what each namespace may set; the keys stand in the list {@code namespaces}, without their first word. */
final class NamespaceSettings {
    /** Of all keys. */
    static final String PREFIX = "namespaces.";

    private static final RoomRules OPEN = RoomRules.OPEN;

    /** To 100,000: a client that has missed more is better served by a database. */
    private static final WholeNumber MESSAGES = new WholeNumber(0, 100_000);

    /** To 1 GiB: more than that for one room is a log, not a memory. */
    private static final Memory HISTORY = new Memory(1, Size.GIB);

    /** From a second, in which a client is back at the soonest, to a week, longer than which a page is not left open. */
    private static final Time TTL = new Time(Duration.ofSeconds(1), Duration.ofDays(7));

    /** As {@code limits.message-bytes}, and 0 for that. */
    private static final Size MESSAGE = new Size(0, Size.GIB);

    /** As {@code limits.connections}. */
    private static final WholeNumber PLACES = new WholeNumber(0, 10_000_000);

    private static final Choice<Audience> AUDIENCE = Choice.of(Audience.class);

    static final Setting<String> NAME =
            new Setting<>(PREFIX + "name", new NamespaceName(), "", "rooms called NAME:… are in it");

    // No: a namespace is for the rooms that are called after it.
    static final Setting<Boolean> DEFAULT = new Setting<>(
            PREFIX + "default", new Switch(), false, "whether all rooms outside the others are in it too");

    // None: memory is for rooms that somebody comes back to.
    static final Setting<Integer> HISTORY_MESSAGES = new Setting<>(
            PREFIX + "history.messages",
            MESSAGES,
            OPEN.history().messages(),
            "messages that a room remembers; 0: none");

    // What may wait for one reader, limits.pending-bytes: who comes back gets all of it at once. Where a message may be
    // larger than a sixteenth of it, sixteen of those.
    static final Setting<Long> HISTORY_BYTES =
            new Setting<>(PREFIX + "history.bytes", HISTORY, (long) Size.MIB, "payload bytes that a room remembers");

    // A tunnel, a walk between two networks and a restart of the server are over by then; who was away for longer reads
    // anew.
    static final Setting<Duration> HISTORY_TTL =
            new Setting<>(PREFIX + "history.ttl", TTL, Duration.ofMinutes(10), "how long a message is remembered");

    // Off: names of users are nobody's business unless the application says so, and each member costs memory.
    static final Setting<Boolean> PRESENCE =
            new Setting<>(PREFIX + "presence", new Switch(), OPEN.presence(), "whether a room knows who is in it");

    // Off: in a room of a thousand each arrival is a thousand messages.
    static final Setting<Boolean> ARRIVALS = new Setting<>(
            PREFIX + "arrivals", new Switch(), OPEN.arrivals(), "whether members are told who arrives and departs");

    // The session: names of users are nobody's business unless the application says so.
    static final Setting<SenderRule> SENDER = new Setting<>(
            PREFIX + "sender",
            Choice.of(SenderRule.class),
            OPEN.sender(),
            "by what the members learn who has said something");

    // Nothing is lost without a word.
    static final Setting<SlowConsumerPolicy> SLOW_CONSUMER = new Setting<>(
            PREFIX + "slow-consumer",
            Choice.of(SlowConsumerPolicy.class),
            OPEN.slowConsumer(),
            "what becomes of a member who reads too slowly");

    // Everyone, as without namespaces.
    static final Setting<JoinRule> JOIN =
            new Setting<>(PREFIX + "join", joinRules(), OPEN.access().join(), "who may join");

    // The members, as without namespaces.
    static final Setting<Audience> PUBLISH =
            new Setting<>(PREFIX + "publish", AUDIENCE, OPEN.access().publish(), "who of the members may publish");

    // No: each message would be a request to the backend.
    static final Setting<Boolean> ASK_PUBLISH = new Setting<>(
            PREFIX + "ask-publish",
            new Switch(),
            OPEN.access().askPublish(),
            "whether the backend is asked about each message of a client");

    // The members: who may hear what is said now may hear what was said a moment ago, and is seen by those it sees.
    static final Setting<Audience> READ_HISTORY = new Setting<>(
            PREFIX + "read-history", AUDIENCE, OPEN.access().readHistory(), "who may ask for what was said before");
    static final Setting<Audience> READ_PRESENCE =
            new Setting<>(PREFIX + "read-presence", AUDIENCE, OPEN.access().readPresence(), "who may ask who is there");

    // limits.message-bytes.
    static final Setting<Integer> MESSAGE_BYTES = new Setting<>(
            PREFIX + "message-bytes",
            MESSAGE,
            OPEN.messageBytes(),
            "payload bytes of one message, in the envelope of its data; 0: limits.message-bytes");

    // None: fan-out takes any number, and only the application knows for how many a room is meant.
    static final Setting<Integer> MEMBERS =
            new Setting<>(PREFIX + "members", PLACES, OPEN.members(), "members of one room at a time; 0: no limit");

    // On, as without namespaces.
    static final Setting<Boolean> RAW =
            new Setting<>(PREFIX + "raw", new Switch(), OPEN.access().raw(), "whether /rooms/NAME:… is there");

    /** Every setting, in the order of the reference. */
    static final List<Setting<?>> ALL = List.of(
            NAME,
            DEFAULT,
            HISTORY_MESSAGES,
            HISTORY_BYTES,
            HISTORY_TTL,
            PRESENCE,
            ARRIVALS,
            SENDER,
            SLOW_CONSUMER,
            JOIN,
            PUBLISH,
            ASK_PUBLISH,
            READ_HISTORY,
            READ_PRESENCE,
            MESSAGE_BYTES,
            MEMBERS,
            RAW);

    static final KeyTable KEYS = new KeyTable(ALL);

    private NamespaceSettings() {}

    /** All but the one that says where no namespace is. */
    private static Choice<JoinRule> joinRules() {
        Map<String, JoinRule> words = new LinkedHashMap<>();
        words.put("everyone", JoinRule.EVERYONE);
        words.put("token", JoinRule.TOKEN);
        return new Choice<>(words);
    }
}
