package dev.sluice.command;

import dev.sluice.auth.Identity;
import dev.sluice.auth.RoomPatterns;
import dev.sluice.message.Message;
import dev.sluice.message.RoomName;
import dev.sluice.namespace.Audience;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SenderRule;
import java.util.Optional;

/** What the rules of a room let a client do, and let others know of it. The backend is not asked: it may do everything. */
public final class Permissions {
    private Permissions() {}

    /** Whether the client may join the room. */
    public static boolean mayJoin(RoomRules rules, Identity who, RoomName room) {
        return joinBreach(rules, who, room).isEmpty();
    }

    /** Why the client may not join the room, one sentence for its developer; empty: it may. */
    public static Optional<String> joinBreach(RoomRules rules, Identity who, RoomName room) {
        return switch (rules.access().join()) {
            case EVERYONE -> Optional.empty();
            case TOKEN ->
                who.join().match(room)
                        ? Optional.empty()
                        : Optional.of("this room takes in whoever has a token that lists it under join");
            case NOBODY -> Optional.of("this room is in no namespace, and others are not open here");
        };
    }

    /** The same for a raw room, which is joined by opening it. */
    public static Optional<String> relayBreach(RoomRules rules, Identity who, RoomName room) {
        Optional<String> breach = joinBreach(rules, who, room);
        return breach.isPresent() || rules.access().raw()
                ? breach
                : Optional.of("this room is not open to raw clients; join it over /ws");
    }

    /** Whether the client, which is in the room, may publish to it. */
    public static boolean mayPublish(RoomRules rules, Identity who, RoomName room) {
        return isIn(rules.access().publish(), true, who.publish(), room);
    }

    /** Why not, one sentence for the client's developer. */
    static String publishBreach(RoomRules rules) {
        return rules.access().publish() == Audience.BACKEND
                ? "only the backend may publish to this room"
                : "who may publish to this room has a token that lists it under publish";
    }

    /** The same for a raw client, which could not be told what is answered where somebody is asked about its messages. */
    public static boolean mayRelay(RoomRules rules, Identity who, RoomName room) {
        return mayPublish(rules, who, room) && !rules.access().askPublish();
    }

    /** Whether the client may ask for what was said in the room before. */
    public static boolean mayReadHistory(RoomRules rules, Identity who, RoomName room, boolean isMember) {
        return isIn(rules.access().readHistory(), isMember, who.join(), room);
    }

    /** Whether the client may ask who is in the room. */
    public static boolean mayReadPresence(RoomRules rules, Identity who, RoomName room, boolean isMember) {
        return isIn(rules.access().readPresence(), isMember, who.join(), room);
    }

    /** The client's message, with its user where the members are to know that; who has shown no token is nobody. */
    public static Message signed(Message message, RoomRules rules, Identity who) {
        return rules.sender() == SenderRule.USER && !who.isAnonymous() ? message.by(who.user()) : message;
    }

    private static boolean isIn(Audience audience, boolean isMember, RoomPatterns token, RoomName room) {
        return switch (audience) {
            case MEMBERS -> isMember;
            case TOKEN -> token.match(room);
            case BACKEND -> false;
        };
    }
}
