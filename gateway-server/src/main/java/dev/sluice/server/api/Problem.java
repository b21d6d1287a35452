package dev.sluice.server.api;

import dev.sluice.CallRefused;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why a request is not carried out, as RFC 9457 says it. Stackless: it is the caller's fault, or the moment's. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;
    private final transient Map<String, String> headers;

    /** @param detail one sentence that tells the caller's developer what to do; holds no secret */
    Problem(ProblemCode code, String detail) {
        this(code, detail, Map.of());
    }

    Problem(ProblemCode code, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.code = code;
        this.detail = detail;
        this.headers = headers;
    }

    /** What a call of the gateway has come to. */
    static Problem of(Throwable failure) {
        if (failure instanceof Problem problem) {
            return problem;
        }
        boolean wrapped = failure instanceof ExecutionException || failure instanceof CompletionException;
        Throwable cause = failure.getCause();
        if (wrapped && cause != null) {
            return of(cause);
        }
        return failure instanceof CallRefused refused
                ? of(refused.reason())
                : new Problem(ProblemCode.INTERNAL, "the log of the server says more");
    }

    private static Problem of(CallRefused.Reason reason) {
        return switch (reason) {
            case BUSY -> busy("the clients of the rooms, or other calls, are ahead of this one; try again");
            case STOPPED -> busy("the server stops; try another one");
            case UNKNOWN_SESSION ->
                new Problem(ProblemCode.UNKNOWN_SESSION, "no open session of this server has this id");
            case NOT_AN_ENVELOPE ->
                new Problem(
                        ProblemCode.NOT_AN_ENVELOPE,
                        "the room of a raw session is that of its path; it can only be closed");
            case ALREADY_JOINED -> new Problem(ProblemCode.ALREADY_JOINED, "the session is in the room already");
            case NOT_A_MEMBER -> new Problem(ProblemCode.NOT_A_MEMBER, "the session is not in the room");
            case ROOM_FULL -> new Problem(ProblemCode.ROOM_FULL, "somebody has to leave the room first");
            case TOO_MANY_ROOMS ->
                new Problem(
                        ProblemCode.TOO_MANY_ROOMS,
                        "the session is in limits.rooms-per-session rooms; take it out of one");
        };
    }

    static Problem busy(String detail) {
        return new Problem(ProblemCode.BUSY, detail, Map.of("Retry-After", "1"));
    }

    static Problem bad(String detail) {
        return new Problem(ProblemCode.BAD_REQUEST, detail);
    }

    ProblemCode code() {
        return code;
    }

    ApiAnswer answer() {
        byte[] body = Json.write(out -> {
            out.writeStringField("type", "urn:sluice:problem:" + code.text());
            out.writeStringField("title", code.title());
            out.writeNumberField("status", code.status());
            out.writeStringField("detail", detail);
            out.writeStringField("code", code.text());
        });
        return new ApiAnswer(code.status(), "application/problem+json", body, headers);
    }
}
