package dev.sluice.testing;

import dev.sluice.lane.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Lanes that stand still until a test runs one of their turns: one thread, one clock, any order that the test likes. */
public final class ManualLanes {
    private static final int MOST_TURNS = 1_000_000;

    private final List<ManualLane> lanes = new ArrayList<>();
    private long nowNanos = 1_000_000_000L;
    private @Nullable ManualLane current;

    /** As many lanes, none of which has anything to do. */
    public ManualLanes(int count) {
        for (int index = 0; index < count; index++) {
            lanes.add(new ManualLane(this, index));
        }
    }

    /** All lanes, by index. */
    public List<Lane> all() {
        return List.copyOf(lanes);
    }

    /** One lane. */
    public ManualLane lane(int index) {
        return lanes.get(index);
    }

    /** Runs turns, always of the lowest lane that has something to do, until none has. */
    public void settle() {
        settle(new Random(0), false);
    }

    /** Runs turns of lanes in random order until none has anything to do. */
    public void settle(Random random) {
        settle(random, true);
    }

    /** Lets time pass on all lanes; periodic tasks run in the turns that come. */
    public void pass(Duration time) {
        nowNanos += time.toNanos();
    }

    /** The clock of all lanes. */
    public long nowNanos() {
        return nowNanos;
    }

    private void settle(Random random, boolean shuffled) {
        for (int turns = 0; turns < MOST_TURNS; turns++) {
            List<ManualLane> busy = lanes.stream().filter(ManualLane::isBusy).toList();
            if (busy.isEmpty()) {
                return;
            }
            busy.get(shuffled ? random.nextInt(busy.size()) : 0).turn();
        }
        throw new AssertionError("the lanes never come to rest");
    }

    @Nullable
    ManualLane current() {
        return current;
    }

    void current(@Nullable ManualLane lane) {
        current = lane;
    }
}
