package dev.sluice.transport.http;

import dev.sluice.message.RoomName;
import dev.sluice.protocol.handshake.Subprotocols;
import dev.sluice.session.ConversationFactory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which path of the public port leads where. Filled before the start, then only read, by all lanes. */
public final class Routes {
    private static final String ROOMS_PREFIX = "/rooms/";
    private static final int HEX = 16;

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
        String decoded = percentDecoded(encoded);
        RoomName name = decoded == null ? null : RoomName.of(decoded).orElse(null);
        if (name == null) {
            return new Route.Bad(
                    "a room's name is 1 to 255 bytes of UTF-8 without control characters, percent-encoded: a slash is %2F");
        }
        return rooms.apply(name);
    }

    /** The decoded path segment (RFC 3986, 2.1), or null if it is no single segment or not UTF-8. */
    private static @Nullable String percentDecoded(String encoded) {
        ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '/' || c == '#' || c > 0x7E || c <= ' ') {
                return null;
            }
            if (c != '%') {
                bytes.put((byte) c);
                continue;
            }
            int octet = octetAt(encoded, i + 1);
            if (octet < 0) {
                return null;
            }
            bytes.put((byte) octet);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException notUtf8) {
            return null;
        }
    }

    private static int octetAt(String encoded, int index) {
        if (index + 2 > encoded.length()) {
            return -1;
        }
        int high = Character.digit(encoded.charAt(index), HEX);
        int low = Character.digit(encoded.charAt(index + 1), HEX);
        return high < 0 || low < 0 ? -1 : high * HEX + low;
    }
}
