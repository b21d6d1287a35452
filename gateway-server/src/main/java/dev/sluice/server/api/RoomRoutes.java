package dev.sluice.server.api;

import static dev.sluice.server.api.ProblemCode.BAD_REQUEST;
import static dev.sluice.server.api.ProblemCode.BAD_ROOM;
import static dev.sluice.server.api.ProblemCode.UNKNOWN_ROOM;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.RoomPage;
import dev.sluice.Rooms;
import dev.sluice.room.RoomStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Which rooms there are. */
final class RoomRoutes {
    private static final int USUAL_PAGE = 100;

    private final Rooms rooms;
    private final Executor formatter;

    /** @param formatter where answers are written, because the lanes have no time for it */
    RoomRoutes(Rooms rooms, Executor formatter) {
        this.rooms = rooms;
        this.formatter = formatter;
    }

    List<ApiRoute> routes() {
        return List.of(
                new ApiRoute("GET", "/api/rooms", ApiAnswer.OK, Set.of(BAD_REQUEST), 0, this::list),
                new ApiRoute("GET", "/api/rooms/{room}", ApiAnswer.OK, Set.of(BAD_ROOM, UNKNOWN_ROOM), 0, this::one));
    }

    private CompletableFuture<ApiAnswer> list(ApiRequest request) {
        Map<String, String> parameters = request.parameters(Set.of("prefix", "after", "limit"));
        int most = ApiRequest.number(parameters, "limit", 1, Rooms.MOST_LISTED, USUAL_PAGE);
        return rooms.list(parameters.getOrDefault("prefix", ""), parameters.getOrDefault("after", ""), most)
                .thenApplyAsync(page -> ApiAnswer.json(out -> writePage(out, page)), formatter);
    }

    private CompletableFuture<ApiAnswer> one(ApiRequest request) {
        return rooms.find(request.room())
                .thenApplyAsync(
                        found -> ApiAnswer.json(out -> writeRoom(
                                out,
                                found.orElseThrow(() ->
                                        new Problem(UNKNOWN_ROOM, "the room has no members and remembers nothing")))),
                        formatter);
    }

    private static void writePage(JsonGenerator out, RoomPage page) throws IOException {
        out.writeArrayFieldStart("rooms");
        for (RoomStatus room : page.rooms()) {
            out.writeStartObject();
            writeRoom(out, room);
            out.writeEndObject();
        }
        out.writeEndArray();
        if (page.more()) {
            out.writeStringField(
                    "next", page.rooms().get(page.rooms().size() - 1).name().text());
        }
    }

    private static void writeRoom(JsonGenerator out, RoomStatus room) throws IOException {
        out.writeStringField("room", room.name().text());
        out.writeNumberField("members", room.members());
        out.writeStringField("epoch", room.position().epoch());
        out.writeNumberField("offset", room.position().offset());
    }
}
