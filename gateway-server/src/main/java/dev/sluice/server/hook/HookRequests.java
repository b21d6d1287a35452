package dev.sluice.server.hook;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Signed requests to one backend. Any thread. */
final class HookRequests {
    private static final int HUNDRED = 100;
    private static final int FORBIDDEN = 403;

    private final HookRules rules;
    private final HookSignature signature;
    private final HttpClient http;

    HookRequests(HookRules rules) {
        this.rules = rules;
        this.signature = new HookSignature(rules.secret());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(rules.timeout())
                .build();
    }

    /** Sends one; what the answer says beside its head is not kept. It may take longer than the timeout to come to its end. */
    CompletableFuture<HttpResponse<Void>> send(String id, String body) {
        long timestamp = System.currentTimeMillis() / 1000;
        HttpRequest request = HttpRequest.newBuilder(rules.url())
                .timeout(rules.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Sluice")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(timestamp))
                .header("webhook-signature", signature.of(id, timestamp, body))
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding());
    }

    /** Asks a question: the status of the answer, or a failure, no later than the timeout. */
    CompletableFuture<Integer> ask(String question) {
        CompletableFuture<HttpResponse<Void>> sent = send(HookBatch.newId(), question);
        return sent.copy()
                .orTimeout(rules.timeout().toNanos(), TimeUnit.NANOSECONDS)
                .whenComplete(
                        (response, failure) -> sent.cancel(true)) // an answer without an end would keep its connection
                .thenApply(HttpResponse::statusCode);
    }

    /** Whether an answer says yes. */
    static boolean isYes(int status) {
        return status / HUNDRED == 2;
    }

    /** Whether it says no; anything else says nothing. */
    static boolean isNo(int status) {
        return status == FORBIDDEN;
    }
}
