package dev.sluice.server.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a request. Immutable. */
final class ApiRouter {
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";

    private final List<ApiRoute> routes;

    ApiRouter(List<ApiRoute> routes) {
        this.routes = List.copyOf(routes);
    }

    List<ApiRoute> routes() {
        return routes;
    }

    /**
     * A route, and the values of its template's parameters, still encoded.
     *
     * @param values by name
     */
    record Found(ApiRoute route, Map<String, String> values) {}

    /** The route of a path and method; throws {@link Problem} if there is none. */
    Found find(String method, String rawPath) {
        List<String> segments = ApiRoute.segmentsOf(rawPath);
        List<String> allowed = new ArrayList<>();
        for (ApiRoute route : routes) {
            Optional<Map<String, String>> values = route.match(segments);
            if (values.isEmpty()) {
                continue;
            }
            if (route.method().equals(method)
                    || (method.equals(HEAD) && route.method().equals(GET))) {
                return new Found(route, values.get());
            }
            allowed.add(route.method());
            if (route.method().equals(GET)) {
                allowed.add(HEAD);
            }
        }
        if (allowed.isEmpty()) {
            throw new Problem(ProblemCode.NOT_FOUND, "the paths are in GET /api/openapi.yaml");
        }
        String methods = String.join(", ", allowed);
        throw new Problem(ProblemCode.METHOD_NOT_ALLOWED, "this path takes " + methods, Map.of("Allow", methods));
    }
}
