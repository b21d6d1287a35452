package dev.sluice.server.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** The description of the server API, OpenAPI 3.1: a file of the jar that a test holds equal to the routes. */
final class OpenApiDocument {
    static final String RESOURCE = "/api/openapi.yaml";

    private OpenApiDocument() {}

    /** {@code GET /api/openapi.yaml}. */
    static ApiRoute route() {
        byte[] text = read();
        ApiAnswer answer = new ApiAnswer(ApiAnswer.OK, "application/yaml", text, Map.of());
        return new ApiRoute(
                "GET", RESOURCE, ApiAnswer.OK, Set.of(), 0, request -> CompletableFuture.completedFuture(answer));
    }

    static byte[] read() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks " + RESOURCE);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the jar cannot be read", e);
        }
    }
}
