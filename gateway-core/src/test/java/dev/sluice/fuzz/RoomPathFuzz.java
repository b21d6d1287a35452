package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.message.RoomName;
import dev.sluice.transport.http.Route;
import dev.sluice.transport.http.Routes;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A path under {@code /rooms/} leads to the room that its percent-encoding names, or is refused. */
class RoomPathFuzz {
    @FuzzTest
    void a_path_leads_to_one_room_or_none(byte[] input) {
        // As a request's line is read: one byte is one character.
        String segment = new String(input, StandardCharsets.ISO_8859_1);
        List<RoomName> found = rooms(segment);
        if (found.isEmpty()) {
            return;
        }
        String name = found.get(0).text();
        String path = segment.split("\\?", 2)[0];
        assertThat(name).isEqualTo(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8));
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        assertThat(bytes).hasSizeBetween(1, 255);
        assertThat(new String(bytes, StandardCharsets.UTF_8))
                .as("no half characters")
                .isEqualTo(name);
        assertThat(name.codePoints().noneMatch(Character::isISOControl))
                .as(name)
                .isTrue();
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(rooms(encoded)).containsExactly(found.get(0));
    }

    private static List<RoomName> rooms(String segment) {
        List<RoomName> found = new ArrayList<>();
        Routes routes = new Routes();
        routes.addRooms(room -> {
            found.add(room);
            return session -> (kind, payload) -> {};
        });
        Route route = routes.find("/rooms/" + segment);
        assertThat(route).isInstanceOf(found.isEmpty() ? Route.Bad.class : Route.Socket.class);
        return found;
    }
}
