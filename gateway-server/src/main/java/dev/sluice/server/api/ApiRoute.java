package dev.sluice.server.api;

import static dev.sluice.server.api.ProblemCode.BUSY;
import static dev.sluice.server.api.ProblemCode.FORBIDDEN;
import static dev.sluice.server.api.ProblemCode.INTERNAL;
import static dev.sluice.server.api.ProblemCode.TIMEOUT;
import static dev.sluice.server.api.ProblemCode.UNAUTHORIZED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * One path and method of the server API.
 *
 * @param method GET, which answers HEAD too, POST or DELETE
 * @param template such as {@code /api/rooms/{room}}
 * @param success the status of an answer that is no problem
 * @param problems what else it may answer, beside what every route may
 * @param mostBytes of a request's body; 0: none is read
 * @param handler carries it out
 */
record ApiRoute(
        String method, String template, int success, Set<ProblemCode> problems, int mostBytes, Handler handler) {
    /** What any route may answer. */
    private static final Set<ProblemCode> EVERYWHERE =
            Collections.unmodifiableSet(EnumSet.of(UNAUTHORIZED, FORBIDDEN, INTERNAL, BUSY, TIMEOUT));

    /** Carries a request out. */
    @FunctionalInterface
    interface Handler {
        /** The answer, now or later; a {@link Problem}, thrown or as the failure, if there is one. */
        CompletableFuture<ApiAnswer> handle(ApiRequest request);
    }

    /** The values of the template's parameters, still encoded, if it is this path. */
    Optional<Map<String, String>> match(List<String> segments) {
        List<String> own = segmentsOf(template);
        if (own.size() != segments.size()) {
            return Optional.empty();
        }
        Map<String, String> values = new TreeMap<>();
        for (int i = 0; i < own.size(); i++) {
            String name = own.get(i);
            if (name.startsWith("{")) {
                values.put(name.substring(1, name.length() - 1), segments.get(i));
            } else if (!name.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    /** Every status that it may answer with. */
    SortedSet<Integer> statuses() {
        SortedSet<Integer> statuses = new TreeSet<>();
        statuses.add(success);
        EVERYWHERE.forEach(problem -> statuses.add(problem.status()));
        problems.forEach(problem -> statuses.add(problem.status()));
        return statuses;
    }

    /** Every problem that it may answer with. */
    Set<ProblemCode> allProblems() {
        Set<ProblemCode> all = EnumSet.copyOf(EVERYWHERE);
        all.addAll(problems);
        return all;
    }

    /** The parts of a path between its slashes. */
    static List<String> segmentsOf(String path) {
        return new ArrayList<>(List.of(path.split("/", -1)));
    }
}
