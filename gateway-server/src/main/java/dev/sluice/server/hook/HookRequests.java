package dev.sluice.server.hook;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;

/** Signed requests to one backend. Any thread. */
final class HookRequests {
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
}
