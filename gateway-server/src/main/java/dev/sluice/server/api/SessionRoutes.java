package dev.sluice.server.api;

import static dev.sluice.server.api.ProblemCode.ALREADY_JOINED;
import static dev.sluice.server.api.ProblemCode.BAD_REQUEST;
import static dev.sluice.server.api.ProblemCode.BAD_ROOM;
import static dev.sluice.server.api.ProblemCode.BAD_SESSION;
import static dev.sluice.server.api.ProblemCode.BAD_USER;
import static dev.sluice.server.api.ProblemCode.KEY_REUSED;
import static dev.sluice.server.api.ProblemCode.NOT_AN_ENVELOPE;
import static dev.sluice.server.api.ProblemCode.NOT_A_MEMBER;
import static dev.sluice.server.api.ProblemCode.ROOM_FULL;
import static dev.sluice.server.api.ProblemCode.TOO_LARGE;
import static dev.sluice.server.api.ProblemCode.TOO_MANY_ROOMS;
import static dev.sluice.server.api.ProblemCode.UNKNOWN_SESSION;
import static dev.sluice.server.api.ProblemCode.UNSUPPORTED_TYPE;

import dev.sluice.OpenSessions;
import dev.sluice.Outgoing;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.session.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** What a backend does with sessions. */
final class SessionRoutes {
    /** "Do not come back as you are": who is sent away by a backend is not wanted. */
    private static final int USUAL_CODE = 4003;

    private static final int FIRST_OF_APPLICATIONS = 3000;
    private static final int LAST_OF_APPLICATIONS = 4999;

    /** Those of the protocol that a server says for reasons of its own. */
    private static final Set<Integer> OF_THE_PROTOCOL = Set.of(1000, 1001, 1008, 1012, 1013);

    private static final int MOST_REASON_BYTES = 123;

    /** Where a message to one session is read as if it went. */
    private static final RoomName NO_ROOM = new RoomName("-");

    /** A room's name with every character escaped. */
    private static final int ROOM_BODY = 4096;

    private static final Set<ProblemCode> ROOM_PROBLEMS = Set.of(
            BAD_REQUEST,
            BAD_ROOM,
            BAD_SESSION,
            UNKNOWN_SESSION,
            NOT_AN_ENVELOPE,
            TOO_LARGE,
            UNSUPPORTED_TYPE,
            KEY_REUSED);

    private final OpenSessions sessions;
    private final BodyLimits limits;
    private final Executor formatter;

    /** @param formatter where answers are written, because the lanes have no time for it */
    SessionRoutes(OpenSessions sessions, BodyLimits limits, Executor formatter) {
        this.sessions = sessions;
        this.limits = limits;
        this.formatter = formatter;
    }

    List<ApiRoute> routes() {
        return List.of(
                new ApiRoute(
                        "POST",
                        "/api/sessions/{session}/join",
                        ApiAnswer.OK,
                        and(ROOM_PROBLEMS, ALREADY_JOINED, TOO_MANY_ROOMS, ROOM_FULL),
                        ROOM_BODY,
                        this::join),
                new ApiRoute(
                        "POST",
                        "/api/sessions/{session}/leave",
                        ApiAnswer.NO_CONTENT,
                        and(ROOM_PROBLEMS, NOT_A_MEMBER),
                        ROOM_BODY,
                        this::leave),
                new ApiRoute(
                        "POST",
                        "/api/sessions/{session}/message",
                        ApiAnswer.NO_CONTENT,
                        Set.of(BAD_REQUEST, BAD_SESSION, UNKNOWN_SESSION, TOO_LARGE, UNSUPPORTED_TYPE, KEY_REUSED),
                        limits.body(),
                        this::tell),
                new ApiRoute(
                        "DELETE",
                        "/api/sessions/{session}",
                        ApiAnswer.NO_CONTENT,
                        Set.of(BAD_REQUEST, BAD_SESSION, UNKNOWN_SESSION),
                        0,
                        this::close),
                new ApiRoute(
                        "DELETE",
                        "/api/users/{user}/sessions",
                        ApiAnswer.OK,
                        Set.of(BAD_REQUEST, BAD_USER),
                        0,
                        this::closeAll));
    }

    private CompletableFuture<ApiAnswer> join(ApiRequest request) {
        SessionId session = request.session();
        RoomName room = roomOf(request);
        return sessions.join(session, room)
                .thenApplyAsync(
                        position -> ApiAnswer.json(out -> {
                            out.writeStringField("session", session.toString());
                            out.writeStringField("room", room.text());
                            out.writeStringField("epoch", position.epoch());
                            out.writeNumberField("offset", position.offset());
                        }),
                        formatter);
    }

    private CompletableFuture<ApiAnswer> leave(ApiRequest request) {
        return sessions.leave(request.session(), roomOf(request)).thenApply(session -> ApiAnswer.done());
    }

    private CompletableFuture<ApiAnswer> tell(ApiRequest request) {
        SessionId session = request.session();
        ContentType type = ContentType.of(request.contentType());
        Outgoing message = type == ContentType.JSON ? single(request.body()) : MessageRoutes.bare(type, request.body());
        return sessions.tell(session, limits.checked(message)).thenApply(told -> ApiAnswer.done());
    }

    private CompletableFuture<ApiAnswer> close(ApiRequest request) {
        return sessions.close(request.session(), reasonOf(request)).thenApply(session -> ApiAnswer.done());
    }

    private CompletableFuture<ApiAnswer> closeAll(ApiRequest request) {
        return sessions.closeAll(request.user(), reasonOf(request))
                .thenApplyAsync(closed -> ApiAnswer.json(out -> out.writeNumberField("closed", closed)), formatter);
    }

    private static RoomName roomOf(ApiRequest request) {
        ContentType.requireJson(request.contentType());
        return RoomName.of(MessageBody.readField(request.body(), "room"))
                .orElseThrow(() -> ApiRequest.badRoom("a room's name"));
    }

    /** The one message of a body; there is no room to name. */
    private static Outgoing single(byte[] body) {
        MessageBody.Messages messages = MessageBody.read(body, Optional.of(NO_ROOM));
        if (messages.isBatch()) {
            throw Problem.bad("a session is told one message at a time");
        }
        return messages.posts().get(0).message();
    }

    private static CloseReason reasonOf(ApiRequest request) {
        Map<String, String> parameters = request.parameters(Set.of("code", "reason"));
        int code = ApiRequest.number(parameters, "code", 1000, LAST_OF_APPLICATIONS, USUAL_CODE);
        if (code < FIRST_OF_APPLICATIONS && !OF_THE_PROTOCOL.contains(code)) {
            throw Problem.bad("code is 1000, 1001, 1008, 1012, 1013, or from 3000 to 4999");
        }
        String reason = parameters.getOrDefault("reason", "");
        if (reason.getBytes(StandardCharsets.UTF_8).length > MOST_REASON_BYTES) {
            throw Problem.bad("reason has at most " + MOST_REASON_BYTES + " bytes");
        }
        return new CloseReason(code, reason);
    }

    private static Set<ProblemCode> and(Set<ProblemCode> problems, ProblemCode... more) {
        Set<ProblemCode> all = new HashSet<>(problems);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
