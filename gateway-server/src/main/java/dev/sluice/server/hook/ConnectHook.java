package dev.sluice.server.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.auth.Authenticator;
import dev.sluice.auth.Identity;
import dev.sluice.auth.Rejection;
import dev.sluice.auth.Verdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Asks the backend about everybody whose token is good: whether he may be here now. What it does not answer in time, it has not allowed.
 * Nobody waits here: the answer comes on a thread of the HTTP client. Any thread.
 */
public final class ConnectHook implements Authenticator {
    /** Questions under way; each is a connection to the backend, or waits for one. */
    private static final int MOST_QUESTIONS = 1024;

    private static final JsonFactory JSON = new JsonFactory();

    private final Authenticator tokens;
    private final HookRequests requests;
    private final Semaphore places = new Semaphore(MOST_QUESTIONS);

    /** @param tokens looks at them first */
    public ConnectHook(Authenticator tokens, HookRules rules) {
        this.tokens = tokens;
        this.requests = new HookRequests(rules);
    }

    @Override
    public void check(String token, Consumer<Verdict> answer) {
        tokens.check(token, verdict -> {
            if (verdict instanceof Verdict.Accepted accepted) {
                ask(accepted, answer);
            } else {
                answer.accept(verdict);
            }
        });
    }

    private void ask(Verdict.Accepted accepted, Consumer<Verdict> answer) {
        if (!places.tryAcquire()) {
            answer.accept(Verdict.rejected(Rejection.UNAVAILABLE));
            return;
        }
        requests.ask(question(accepted.identity())).whenComplete((status, failure) -> {
            places.release();
            answer.accept(failure == null ? verdict(accepted, status) : unavailable());
        });
    }

    private static Verdict verdict(Verdict.Accepted accepted, int status) {
        if (HookRequests.isYes(status)) {
            return accepted;
        }
        return HookRequests.isNo(status) ? Verdict.rejected(Rejection.REFUSED) : unavailable();
    }

    private static Verdict unavailable() {
        return Verdict.rejected(Rejection.UNAVAILABLE);
    }

    private static String question(Identity who) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("type", "connect");
            out.writeStringField("user", who.user());
            Optional<String> info = who.info();
            out.writeFieldName("info");
            out.writeRawValue(info.orElse("null"));
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory does no I/O", e);
        }
        return text.toString();
    }
}
