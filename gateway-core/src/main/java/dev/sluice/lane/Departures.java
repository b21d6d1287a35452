package dev.sluice.lane;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What one lane sends to the others: gathered during a turn, and handed over as one task for each lane at its end. Order: first
 * sent, first run, for each pair of lanes. Confined to the sending lane.
 *
 * <p>A batch counts as in flight until its lane has run it and, if it would itself send on what it got, until its own way on is
 * free: so pressure reaches back to those who read from sockets, and no queue between lanes grows without bound.
 */
public final class Departures implements Pressure {
    private final Lane lane;
    private final List<Lane> lanes;
    private final Congestion congestion;
    private final @Nullable IntFunction<? extends Pressure> onward;
    private final Batch[] batches;
    private final Runnable depart = this::depart;
    private boolean departing;

    /**
     * @param lane the sender
     * @param lanes all lanes, by index
     * @param onward by lane: what an arrival there may add to; null: nothing
     */
    public Departures(Lane lane, List<Lane> lanes, @Nullable IntFunction<? extends Pressure> onward) {
        this.lane = lane;
        this.lanes = lanes;
        this.onward = onward;
        this.congestion = new Congestion(lane);
        this.batches = new Batch[lanes.size()];
    }

    /**
     * Runs a task on another lane.
     *
     * @param bytes that the task holds, for the bound on what is in flight
     */
    public void send(int toLane, long bytes, Runnable task) {
        Batch batch = batches[toLane];
        if (batch == null) {
            batch = new Batch(toLane);
            batches[toLane] = batch;
        }
        batch.tasks.add(task);
        batch.bytes += bytes;
        congestion.charge(bytes);
        if (!departing) {
            departing = true;
            lane.atEndOfTurn(Lane.TurnEnd.DEPART, depart);
        }
    }

    @Override
    public boolean isCongested() {
        return congestion.isHigh();
    }

    @Override
    public void whenRelieved(Runnable action) {
        congestion.whenLow(action);
    }

    private void depart() {
        departing = false;
        for (int toLane = 0; toLane < batches.length; toLane++) {
            Batch batch = batches[toLane];
            if (batch != null) {
                batches[toLane] = null;
                lanes.get(toLane).execute(batch);
            }
        }
    }

    /** What one turn sends to one lane. */
    private final class Batch implements Runnable {
        private final int toLane;
        private final List<Runnable> tasks = new ArrayList<>();
        private long bytes;
        private int next;

        private Batch(int toLane) {
            this.toLane = toLane;
        }

        @Override
        public void run() {
            try {
                while (next < tasks.size()) {
                    tasks.get(next++).run();
                }
            } finally {
                if (next < tasks.size()) {
                    lanes.get(toLane).execute(this); // one has failed; the others still get their turn
                } else {
                    arrived();
                }
            }
        }

        private void arrived() {
            Pressure further = onward == null ? null : onward.apply(toLane);
            if (further != null && further.isCongested()) {
                further.whenRelieved(() -> congestion.discharge(bytes));
            } else {
                congestion.discharge(bytes);
            }
        }
    }
}
