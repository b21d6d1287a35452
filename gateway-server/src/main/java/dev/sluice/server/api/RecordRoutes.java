package dev.sluice.server.api;

import static dev.sluice.server.api.ProblemCode.BAD_REQUEST;
import static dev.sluice.server.api.ProblemCode.BAD_ROOM;
import static dev.sluice.server.api.ProblemCode.UNKNOWN_ROOM;
import static dev.sluice.server.api.ProblemCode.UNRECOVERABLE;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.Rooms;
import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.codec.JsonText;
import dev.sluice.message.PresencePage;
import dev.sluice.message.Present;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.message.StreamPosition;
import dev.sluice.room.HistoryPage;
import dev.sluice.room.HistoryQuery;
import dev.sluice.room.PageSize;
import dev.sluice.room.PresenceRequest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What rooms know beside their order, as the envelope says it: who is in them, and what was said. */
final class RecordRoutes {
    private static final int USUAL_MESSAGES = 100;
    private static final int MOST_MESSAGES = 1000;

    private final Rooms rooms;
    private final Executor formatter;

    /** @param formatter where answers are written, because the lanes have no time for it */
    RecordRoutes(Rooms rooms, Executor formatter) {
        this.rooms = rooms;
        this.formatter = formatter;
    }

    List<ApiRoute> routes() {
        return List.of(
                new ApiRoute(
                        "GET",
                        "/api/rooms/{room}/members",
                        ApiAnswer.OK,
                        Set.of(BAD_REQUEST, BAD_ROOM, UNKNOWN_ROOM),
                        0,
                        this::members),
                new ApiRoute(
                        "GET",
                        "/api/rooms/{room}/history",
                        ApiAnswer.OK,
                        Set.of(BAD_REQUEST, BAD_ROOM, UNRECOVERABLE),
                        0,
                        this::history),
                new ApiRoute(
                        "DELETE",
                        "/api/rooms/{room}/history",
                        ApiAnswer.NO_CONTENT,
                        Set.of(BAD_ROOM),
                        0,
                        this::forget));
    }

    private CompletableFuture<ApiAnswer> members(ApiRequest request) {
        RoomName room = request.room();
        Map<String, String> parameters = request.parameters(Set.of("limit", "after"));
        int most =
                ApiRequest.number(parameters, "limit", 0, PresenceRequest.MOST_MEMBERS, PresenceRequest.USUAL_MEMBERS);
        Optional<SessionId> after = Optional.ofNullable(parameters.get("after")).map(RecordRoutes::sessionOf);
        return rooms.members(room, new PresenceRequest(most, after))
                .thenApplyAsync(
                        found -> {
                            PresencePage page = found.orElseThrow(() -> new Problem(
                                    UNKNOWN_ROOM, "the room has no members, or its namespace has no presence"));
                            return ApiAnswer.json(out -> writeMembers(out, room, page));
                        },
                        formatter);
    }

    private CompletableFuture<ApiAnswer> history(ApiRequest request) {
        RoomName room = request.room();
        Map<String, String> parameters = request.parameters(Set.of("limit", "epoch", "offset", "reverse"));
        int most = ApiRequest.number(parameters, "limit", 1, MOST_MESSAGES, USUAL_MESSAGES);
        HistoryQuery query =
                new HistoryQuery(since(parameters), new PageSize(most, PageSize.MOST_BYTES), isReverse(parameters));
        return rooms.history(room, query)
                .thenApplyAsync(
                        page -> {
                            if (!page.recoverable()) {
                                throw new Problem(
                                        UNRECOVERABLE,
                                        "the room does not remember all that came behind this position; ask without it for what is"
                                                + " left");
                            }
                            return ApiAnswer.json(out -> writeHistory(out, room, page));
                        },
                        formatter);
    }

    private CompletableFuture<ApiAnswer> forget(ApiRequest request) {
        return rooms.forget(request.room()).thenApply(had -> ApiAnswer.done());
    }

    private static SessionId sessionOf(String text) {
        return SessionId.of(text).orElseThrow(() -> Problem.bad("after is a session, as in next"));
    }

    private static Optional<StreamPosition> since(Map<String, String> parameters) {
        String epoch = parameters.get("epoch");
        String offset = parameters.get("offset");
        if (epoch == null && offset == null) {
            return Optional.empty();
        }
        if (epoch == null || offset == null || !offset.matches("[0-9]{1,18}")) {
            throw Problem.bad("epoch and offset stand together, offset a whole number of at least 0");
        }
        return Optional.of(new StreamPosition(epoch, Long.parseLong(offset)));
    }

    private static boolean isReverse(Map<String, String> parameters) {
        return switch (parameters.getOrDefault("reverse", "false")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.bad("reverse is true or false");
        };
    }

    private static void writeMembers(JsonGenerator out, RoomName room, PresencePage page) throws IOException {
        out.writeStringField("room", room.text());
        out.writeNumberField("count", page.count());
        out.writeArrayFieldStart("members");
        for (Present member : page.members()) {
            out.writeStartObject();
            out.writeStringField("session", member.session().toString());
            if (member.user().isEmpty()) {
                out.writeNullField("user");
            } else {
                out.writeStringField("user", JsonText.whole(member.user()));
            }
            out.writeFieldName("info");
            out.writeRawValue(member.info().map(JsonText::whole).orElse("null"));
            out.writeEndObject();
        }
        out.writeEndArray();
        if (page.next().isPresent()) {
            out.writeStringField("next", page.next().get().toString());
        }
    }

    /** Each message as an envelope member has got it. */
    private static void writeHistory(JsonGenerator out, RoomName room, HistoryPage page) throws IOException {
        JsonMessageCodec codec = new JsonMessageCodec();
        out.writeStringField("room", room.text());
        out.writeStringField("epoch", page.position().epoch());
        out.writeNumberField("offset", page.position().offset());
        out.writeBooleanField("more", page.more());
        out.writeArrayFieldStart("messages");
        for (Publication publication : page.messages()) {
            ByteBuf encoded = Unpooled.buffer();
            codec.encodePublication(publication, encoded);
            out.writeRawValue(encoded.toString(StandardCharsets.UTF_8));
        }
        out.writeEndArray();
    }
}
