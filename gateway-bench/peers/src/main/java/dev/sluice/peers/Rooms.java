package dev.sluice.peers;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The members of each room, as a program on any of the libraries would keep them. For any thread.
 *
 * @param <M> the library's connection
 */
final class Rooms<M> {
    static final String PATH = "/rooms/";

    private final Map<String, Set<M>> rooms = new ConcurrentHashMap<>();

    void join(String room, M member) {
        rooms.compute(room, (name, present) -> {
            Set<M> members = present == null ? ConcurrentHashMap.newKeySet() : present;
            members.add(member);
            return members;
        });
    }

    void leave(String room, M member) {
        rooms.computeIfPresent(room, (name, members) -> {
            members.remove(member);
            return members.isEmpty() ? null : members;
        });
    }

    void forOthers(String room, M sender, Consumer<M> delivery) {
        for (M member : rooms.getOrDefault(room, Set.of())) {
            if (!member.equals(sender)) {
                delivery.accept(member);
            }
        }
    }
}
