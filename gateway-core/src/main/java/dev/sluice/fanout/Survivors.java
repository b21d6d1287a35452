package dev.sluice.fanout;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which messages of a batch no later one of the batch takes the place of: the others need not be looked at. */
final class Survivors {
    private Survivors() {}

    /**
     * For each key the last message, and the last one of another publisher if the first must not go back to its own. News of who arrives
     * never takes anybody's place, and has none.
     *
     * @return their places in the batch, the oldest first; the newest if there are more than so many
     */
    static Collection<Integer> of(Marks messages, int most) {
        Deque<Integer> survivors = new ArrayDeque<>();
        Map<String, Integer> newest = new HashMap<>();
        Set<String> done = new HashSet<>();
        int i = messages.lastPublication(messages.size());
        while (i >= 0 && survivors.size() < most && (done.isEmpty() || messages.haveKeys())) {
            String key = messages.collapseKey(i);
            if (!done.contains(key)) {
                Integer newer = newest.putIfAbsent(key, i);
                boolean survives = newer == null || messages.owner(newer) != messages.owner(i);
                if (survives) {
                    survivors.addFirst(i);
                }
                if (newer == null ? messages.owner(i) == null : survives) {
                    done.add(key);
                }
            }
            i = messages.lastPublication(i);
        }
        return survivors;
    }
}
