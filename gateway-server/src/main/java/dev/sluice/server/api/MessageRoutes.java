package dev.sluice.server.api;

import static dev.sluice.server.api.ProblemCode.BAD_REQUEST;
import static dev.sluice.server.api.ProblemCode.BAD_ROOM;
import static dev.sluice.server.api.ProblemCode.KEY_REUSED;
import static dev.sluice.server.api.ProblemCode.TOO_LARGE;
import static dev.sluice.server.api.ProblemCode.UNSUPPORTED_TYPE;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.Outgoing;
import dev.sluice.Post;
import dev.sluice.Rooms;
import dev.sluice.message.RoomName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Messages to one room and to many. */
final class MessageRoutes {
    private static final Set<ProblemCode> PROBLEMS =
            Set.of(BAD_REQUEST, BAD_ROOM, TOO_LARGE, UNSUPPORTED_TYPE, KEY_REUSED);

    private final Rooms rooms;
    private final BodyLimits limits;
    private final Executor formatter;

    /** @param formatter where answers are written, because the lanes have no time for it */
    MessageRoutes(Rooms rooms, BodyLimits limits, Executor formatter) {
        this.rooms = rooms;
        this.limits = limits;
        this.formatter = formatter;
    }

    List<ApiRoute> routes() {
        return List.of(
                new ApiRoute(
                        "POST", "/api/rooms/{room}/messages", ApiAnswer.OK, PROBLEMS, limits.body(), this::toOneRoom),
                new ApiRoute("POST", "/api/messages", ApiAnswer.OK, PROBLEMS, limits.body(), this::toManyRooms));
    }

    private CompletableFuture<ApiAnswer> toOneRoom(ApiRequest request) {
        RoomName room = request.room();
        ContentType type = ContentType.of(request.contentType());
        if (type != ContentType.JSON) {
            return publishOne(room, limits.checked(bare(type, request.body())));
        }
        MessageBody.Messages messages = MessageBody.read(request.body(), Optional.of(room));
        limits.check(messages.posts());
        if (!messages.isBatch()) {
            return publishOne(room, messages.posts().get(0).message());
        }
        return rooms.publish(messages.posts()).thenApplyAsync(offsets -> offsetsOf(room, offsets), formatter);
    }

    private CompletableFuture<ApiAnswer> publishOne(RoomName room, Outgoing message) {
        return rooms.publish(room, message)
                .thenApplyAsync(
                        offset -> ApiAnswer.json(out -> {
                            out.writeStringField("room", room.text());
                            out.writeNumberField("offset", offset);
                        }),
                        formatter);
    }

    /** All are one lane's, so it took all or none. */
    private static ApiAnswer offsetsOf(RoomName room, List<OptionalLong> offsets) {
        if (offsets.get(0).isEmpty()) {
            throw Problem.busy("the room's clients are behind with what they have got; try again");
        }
        return ApiAnswer.json(out -> {
            out.writeStringField("room", room.text());
            out.writeArrayFieldStart("offsets");
            for (OptionalLong offset : offsets) {
                out.writeNumber(offset.orElseThrow());
            }
            out.writeEndArray();
        });
    }

    private CompletableFuture<ApiAnswer> toManyRooms(ApiRequest request) {
        ContentType.requireJson(request.contentType());
        List<Post> posts = MessageBody.read(request.body(), Optional.empty()).posts();
        limits.check(posts);
        List<RoomName> names = posts.stream().map(Post::room).toList();
        return rooms.publish(posts).thenApplyAsync(offsets -> resultsOf(names, offsets), formatter);
    }

    private static ApiAnswer resultsOf(List<RoomName> rooms, List<OptionalLong> offsets) {
        if (offsets.stream().allMatch(OptionalLong::isEmpty)) {
            throw Problem.busy("the rooms' clients are behind with what they have got; try again");
        }
        return ApiAnswer.json(out -> {
            out.writeArrayFieldStart("results");
            for (int i = 0; i < offsets.size(); i++) {
                writeResult(out, rooms.get(i), offsets.get(i));
            }
            out.writeEndArray();
        });
    }

    private static void writeResult(JsonGenerator out, RoomName room, OptionalLong offset) throws IOException {
        out.writeStartObject();
        out.writeStringField("room", room.text());
        if (offset.isPresent()) {
            out.writeNumberField("offset", offset.getAsLong());
        } else {
            out.writeStringField("error", ProblemCode.BUSY.text());
        }
        out.writeEndObject();
    }

    /** A message that is the whole body. */
    static Outgoing bare(ContentType type, byte[] body) {
        return type == ContentType.TEXT ? Outgoing.text(Utf8.decoded(body)) : Outgoing.binary(body);
    }
}
