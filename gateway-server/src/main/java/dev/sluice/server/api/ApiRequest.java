package dev.sluice.server.api;

import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.transport.http.PathSegment;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A request whose body has come.
 *
 * @param values of the path's parameters, still encoded
 * @param query the raw query; empty if there is none
 * @param contentType as sent; empty if there was none
 * @param body at most as long as the route takes
 */
@SuppressWarnings("ArrayRecordComponent")
record ApiRequest(Map<String, String> values, String query, Optional<String> contentType, byte[] body) {
    static final int MOST_USER_CHARACTERS = 1024;

    /** The room that the path names. */
    RoomName room() {
        return PathSegment.decoded(values.getOrDefault("room", ""))
                .flatMap(RoomName::of)
                .orElseThrow(() -> badRoom("a room's name"));
    }

    static Problem badRoom(String what) {
        return new Problem(
                ProblemCode.BAD_ROOM,
                what + " is 1 to 255 bytes of UTF-8 without control characters; in a path it is percent-encoded");
    }

    /** The session that the path names. */
    SessionId session() {
        return SessionId.of(values.getOrDefault("session", ""))
                .orElseThrow(() -> new Problem(
                        ProblemCode.BAD_SESSION, "a session's id is 16 characters of base64url, as in welcome"));
    }

    /** The user that the path names. */
    String user() {
        return PathSegment.decoded(values.getOrDefault("user", ""))
                .filter(user -> !user.isEmpty() && user.length() <= MOST_USER_CHARACTERS)
                .orElseThrow(() -> new Problem(
                        ProblemCode.BAD_USER, "a user is the subject of a token, percent-encoded, not empty"));
    }

    /** The parameters of the query, decoded; throws {@link Problem} for one that is not among these. */
    Map<String, String> parameters(Set<String> known) {
        Map<String, String> parameters = new TreeMap<>();
        for (String part : query.split("&", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = equals < 0 ? part : part.substring(0, equals);
            if (!known.contains(name)) {
                throw Problem.bad("the query may hold "
                        + String.join(", ", known.stream().sorted().toList()));
            }
            if (parameters.put(name, decoded(part.substring(equals + 1))) != null) {
                throw Problem.bad(name + " stands in the query twice");
            }
        }
        return parameters;
    }

    /** A whole number of a query's parameter. */
    static int number(Map<String, String> parameters, String name, int least, int most, int fallback) {
        String text = parameters.get(name);
        if (text == null) {
            return fallback;
        }
        int number = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw Problem.bad(name + " is a whole number from " + least + " to " + most);
        }
        return number;
    }

    private static String decoded(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("the query is not percent-encoded: a % stands before two hexadecimal digits");
        }
    }
}
