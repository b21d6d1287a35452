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
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Asks the backend about everybody whose token is good: whether he may be here now. What it does not answer in time, it has not allowed.
 * Nobody waits here: the answer comes on a thread of the HTTP client. Any thread.
 */
public final class ConnectHook implements Authenticator {
    /** Questions under way; each is a connection to the backend, or waits for one. */
    private static final int MOST_QUESTIONS = 1024;

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;
    private static final int FORBIDDEN = 403;

    private final Authenticator tokens;
    private final HookRules rules;
    private final HookRequests requests;
    private final Semaphore places = new Semaphore(MOST_QUESTIONS);

    /** @param tokens looks at them first */
    public ConnectHook(Authenticator tokens, HookRules rules) {
        this.tokens = tokens;
        this.rules = rules;
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
        CompletableFuture<HttpResponse<Void>> sent = requests.send(HookBatch.newId(), question(accepted.identity()));
        sent.copy().orTimeout(rules.timeout().toNanos(), TimeUnit.NANOSECONDS).whenComplete((response, failure) -> {
            sent.cancel(true); // an answer without an end would keep its connection
            places.release();
            answer.accept(failure == null ? verdict(accepted, response.statusCode()) : unavailable());
        });
    }

    private static Verdict verdict(Verdict.Accepted accepted, int status) {
        if (status / HUNDRED == SUCCESS) {
            return accepted;
        }
        return status == FORBIDDEN ? Verdict.rejected(Rejection.REFUSED) : unavailable();
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
