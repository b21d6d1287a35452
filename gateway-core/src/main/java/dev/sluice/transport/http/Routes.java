package dev.sluice.transport.http;

import dev.sluice.message.RoomName;
import dev.sluice.protocol.handshake.Subprotocols;
import dev.sluice.session.ConversationFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which path of the public port leads where. Filled before the start, then only read, by all lanes. */
public final class Routes {
    private static final String ROOMS_PREFIX = "/rooms/";

    private final Map<String, Route> exact = new HashMap<>();
    private @Nullable Function<RoomName, Route.Socket> rooms;

    /** A WebSocket on an exact path. */
    public void addSocket(String path, Subprotocols subprotocols, ConversationFactory conversation) {
        exact.put(path, new Route.Socket(subprotocols, conversation));
    }

    /** A page on an exact path. */
    public void addPage(String path, WebPage page) {
        exact.put(path, new Route.Page(page));
    }

    /** Raw rooms, at {@code /rooms/{room}}. */
    public void addRooms(Function<RoomName, ConversationFactory> conversation) {
        rooms = room -> new Route.Socket(Subprotocols.RAW, conversation.apply(room));
    }

    /** The same where not everybody may come in. */
    public void addRooms(Function<RoomName, ConversationFactory> conversation, Function<RoomName, Route.Door> doors) {
        rooms = room -> new Route.Socket(Subprotocols.RAW, conversation.apply(room), doors.apply(room));
    }

    /** Finds the route of a request target; its query is not looked at. */
    public Route find(String target) {
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        Route route = exact.get(path);
        if (route != null) {
            return route;
        }
        if (rooms != null && path.startsWith(ROOMS_PREFIX)) {
            return room(path.substring(ROOMS_PREFIX.length()), rooms);
        }
        return new Route.Unknown();
    }

    private static Route room(String encoded, Function<RoomName, Route.Socket> rooms) {
        RoomName name = PathSegment.decoded(encoded).flatMap(RoomName::of).orElse(null);
        if (name == null) {
            return new Route.Bad(
                    "a room's name is 1 to 255 bytes of UTF-8 without control characters, percent-encoded: a slash is %2F");
        }
        return rooms.apply(name);
    }
}
