package dev.sluice.namespace;

/**
 * What holds in the rooms of a namespace. Immutable; made by {@link #builder()}.
 *
 * @param history what a room remembers
 * @param presence whether a room knows its members by name, for those who may ask
 * @param arrivals whether members are told of who arrives and departs; needs presence
 * @param slowConsumer what becomes of a member who reads too slowly
 * @param access who may do what
 * @param messageBytes payload bytes of one message, in the envelope those of its {@code data}; 0: what the gateway takes
 * @param members members of one room at a time; 0: no limit
 * @param sender by what the members learn who has said something
 */
public record RoomRules(
        HistoryRules history,
        boolean presence,
        boolean arrivals,
        SlowConsumerPolicy slowConsumer,
        AccessRules access,
        int messageBytes,
        int members,
        SenderRule sender) {
    /** The rules of rooms for which nobody made any: open to all, no memory. */
    public static final RoomRules OPEN = builder().build();

    /** The rules of rooms outside every namespace where that is forbidden. */
    public static final RoomRules OUTSIDE = builder().access(AccessRules.NONE).build();

    /** Throws {@link IllegalArgumentException} for a negative number, and for arrivals without presence. */
    public RoomRules {
        if (messageBytes < 0 || members < 0) {
            throw new IllegalArgumentException("a room's limits must be at least 0");
        }
        if (arrivals && !presence) {
            throw new IllegalArgumentException("arrivals need presence");
        }
    }

    /** Open to all clients, and without limits of its own. */
    public RoomRules(HistoryRules history, boolean presence, boolean arrivals, SlowConsumerPolicy slowConsumer) {
        this(history, presence, arrivals, slowConsumer, AccessRules.OPEN, 0, 0, SenderRule.SESSION);
    }

    /** Starts from {@link #OPEN}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Whether not every message of every member is taken as it is, so that each has to be looked at. */
    public boolean lookAtMessages() {
        return access.publish() != Audience.MEMBERS
                || access.askPublish()
                || messageBytes > 0
                || members > 0
                || sender != SenderRule.SESSION;
    }

    /** Whether a message is larger than the room takes. */
    public boolean isTooLarge(int payloadBytes) {
        return messageBytes > 0 && payloadBytes > messageBytes;
    }

    /** Whether a room with so many members takes no more. */
    public boolean isFull(int memberCount) {
        return members > 0 && memberCount >= members;
    }

    /**
     * These rules for a room that has lived under others so far. Presence does not begin in the middle of its life, because nobody has
     * noted who came.
     */
    public RoomRules following(RoomRules before) {
        if (!presence || before.presence) {
            return this;
        }
        return new RoomRules(history, false, false, slowConsumer, access, messageBytes, members, sender);
    }

    /** Collects the rules, each named as its field in {@link RoomRules} or {@link AccessRules}. Not thread-safe. */
    public static final class Builder {
        private HistoryRules history = HistoryRules.NONE;
        private boolean presence;
        private boolean arrivals;
        private SlowConsumerPolicy slowConsumer = SlowConsumerPolicy.DISCONNECT;
        private AccessRules access = AccessRules.OPEN;
        private int messageBytes;
        private int members;
        private SenderRule sender = SenderRule.SESSION;

        private Builder() {}

        /** What a room remembers. */
        public Builder history(HistoryRules bounds) {
            this.history = bounds;
            return this;
        }

        /** Whether a room knows its members by name. */
        public Builder presence(boolean on) {
            this.presence = on;
            return this;
        }

        /** Whether members are told of who arrives and departs; needs presence. */
        public Builder arrivals(boolean on) {
            this.arrivals = on;
            return this;
        }

        /** What becomes of a member who reads too slowly. */
        public Builder slowConsumer(SlowConsumerPolicy policy) {
            this.slowConsumer = policy;
            return this;
        }

        /** Who may do what. */
        public Builder access(AccessRules rules) {
            this.access = rules;
            return this;
        }

        /** Payload bytes of one message; 0: what the gateway takes. */
        public Builder messageBytes(int most) {
            this.messageBytes = most;
            return this;
        }

        /** Members of one room at a time; 0: no limit. */
        public Builder members(int most) {
            this.members = most;
            return this;
        }

        /** By what the members learn who has said something. */
        public Builder sender(SenderRule rule) {
            this.sender = rule;
            return this;
        }

        /** The rules as collected so far. */
        public RoomRules build() {
            return new RoomRules(history, presence, arrivals, slowConsumer, access, messageBytes, members, sender);
        }
    }
}
