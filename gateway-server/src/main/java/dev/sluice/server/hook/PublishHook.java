package dev.sluice.server.hook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.sluice.auth.PublishCheck;
import dev.sluice.auth.PublishPolicy;
import dev.sluice.auth.PublishQuestion;
import dev.sluice.auth.PublishVerdict;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks the backend about messages. Nobody waits here: the answer comes on a thread of the HTTP client; what it does not answer in time, the
 * gateway gives up by itself, which also bounds how many are under way. Any thread.
 */
public final class PublishHook implements PublishPolicy {
    private static final JsonFactory JSON = new JsonFactory();

    private final HookRequests requests;

    private PublishHook(HookRules rules) {
        this.requests = new HookRequests(rules);
    }

    /** That this backend is asked. */
    public static PublishCheck check(HookRules rules) {
        return new PublishCheck(new PublishHook(rules), rules.timeout());
    }

    @Override
    public void check(PublishQuestion question, Consumer<PublishVerdict> answer) {
        requests.ask(bodyOf(question)).whenComplete((status, failure) -> {
            if (failure == null) {
                answer.accept(verdict(status));
            } else if (!isTimeout(failure)) {
                answer.accept(PublishVerdict.UNAVAILABLE);
            }
        });
    }

    private static PublishVerdict verdict(int status) {
        if (HookRequests.isYes(status)) {
            return PublishVerdict.ALLOWED;
        }
        return HookRequests.isNo(status) ? PublishVerdict.DENIED : PublishVerdict.UNAVAILABLE;
    }

    private static boolean isTimeout(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof TimeoutException || cause instanceof HttpTimeoutException;
    }

    private static String bodyOf(PublishQuestion question) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = JSON.createGenerator(text)) {
            out.writeStartObject();
            out.writeStringField("type", "publish");
            out.writeStringField("room", question.room().text());
            out.writeStringField("session", question.session().toString());
            if (question.identity().isAnonymous()) {
                out.writeNullField("user");
            } else {
                out.writeStringField("user", question.identity().user());
            }
            out.writeFieldName("data");
            out.writeRawValue(question.data());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a text in memory does no I/O", e);
        }
        return text.toString();
    }
}
