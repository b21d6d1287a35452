package dev.sluice.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.message.RoomName;
import dev.sluice.namespace.RoomRules;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A list of rooms is right however rooms come and go while the index is made, and afterwards. */
class RoomIndexTest {
    private final Map<RoomName, Room> rooms = new HashMap<>();
    private final Random random = new Random();

    @Property(tries = 300)
    void it_holds_what_is_there(@ForAll long seed, @ForAll @IntRange(min = 1, max = 10) int atOnce) {
        RoomIndexTest house = new RoomIndexTest();
        house.run(seed, atOnce);
    }

    private void run(long seed, int atOnce) {
        random.setSeed(seed);
        for (int i = random.nextInt(40); i > 0; i--) {
            RoomName name = anyName();
            rooms.put(name, room());
        }
        RoomIndex index = new RoomIndex(rooms);
        boolean complete = false;
        for (int step = 0; step < 60 || !complete; step++) {
            change(index);
            complete = index.complete(rooms, atOnce);
        }
        assertThat(index.page("", "", 1000)).isEqualTo(page("", "", 1000));
        for (int i = 0; i < 20; i++) {
            change(index);
            String prefix = random.nextBoolean() ? "" : anyName().text().substring(0, 1);
            String after = random.nextBoolean() ? "" : anyName().text();
            int most = 1 + random.nextInt(5);
            assertThat(index.page(prefix, after, most)).isEqualTo(page(prefix, after, most));
        }
    }

    /** As a shard does it. */
    private void change(RoomIndex index) {
        RoomName name = anyName();
        if (rooms.remove(name) != null) {
            index.remove(name);
        }
        if (random.nextBoolean()) {
            Room room = room();
            rooms.put(name, room);
            index.add(name, room);
        }
    }

    private List<RoomStatus> page(String prefix, String after, int most) {
        TreeMap<String, RoomStatus> sorted = new TreeMap<>();
        rooms.forEach((name, room) -> sorted.put(name.text(), new RoomStatus(name, room.members(), room.position())));
        return sorted.values().stream()
                .filter(status -> status.name().text().startsWith(prefix))
                .filter(status -> status.name().text().compareTo(after) > 0)
                .limit(most)
                .toList();
    }

    private RoomName anyName() {
        return new RoomName("abc".charAt(random.nextInt(3)) + ":" + random.nextInt(12));
    }

    private Room room() {
        Room room = new Room("epoch " + random.nextInt(), 1, RoomRules.OPEN);
        for (int i = random.nextInt(4); i > 0; i--) {
            room.enter(0);
        }
        return room;
    }
}
