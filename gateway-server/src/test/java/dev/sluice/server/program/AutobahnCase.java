package dev.sluice.server.program;

import java.util.Arrays;
import java.util.Set;

/**
 * What the Autobahn suite says about one of its cases.
 *
 * @param number such as 7.3.2
 * @param behavior what it thinks of the answers
 * @param close what it thinks of the connection's end
 * @param outOfTime whether the suite gave up waiting for a handshake or an end: it waits a second, which a busy machine may need
 */
record AutobahnCase(String number, String behavior, String close, boolean outOfTime)
        implements Comparable<AutobahnCase> {
    private static final Set<String> GOOD = Set.of("OK", "INFORMATIONAL");

    boolean passed() {
        return GOOD.contains(behavior) && GOOD.contains(close);
    }

    int section() {
        return parts()[0];
    }

    @Override
    public int compareTo(AutobahnCase other) {
        return Arrays.compare(parts(), other.parts());
    }

    @Override
    public String toString() {
        return number + " " + behavior + ", close " + close + (outOfTime ? ", out of time" : "");
    }

    private int[] parts() {
        return Arrays.stream(number.split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
    }
}
