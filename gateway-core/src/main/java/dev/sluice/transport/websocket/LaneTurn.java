package dev.sluice.transport.websocket;

import dev.sluice.lane.Lane;
import dev.sluice.lane.Lane.TurnEnd;
import dev.sluice.lane.OutboundBuffers;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the sockets of one lane have to finish at the end of a turn: each connection that was written to is flushed once, and then
 * the reads are timed. Confined to the lane.
 */
final class LaneTurn {
    private static final int FIRST_READS = 64;

    private final Lane lane;
    private final LaneMeters meters;
    private final OutboundBuffers outbound;
    private final TlsBacklog tlsBacklog;
    private final Runnable finish = this::finish;
    private List<WebSocketFrameEncoder> unflushed = new ArrayList<>();
    private List<WebSocketFrameEncoder> flushing = new ArrayList<>();
    private boolean announced;

    /** When data frames were read, and how many in that read. */
    private long[] readTimes = new long[FIRST_READS];

    private int[] readFrames = new int[FIRST_READS];
    private int reads;

    LaneTurn(Lane lane, LaneMeters meters) {
        this.lane = lane;
        this.meters = meters;
        this.outbound = lane.memory().outbound();
        this.tlsBacklog = new TlsBacklog(outbound);
    }

    /** The buffers that wait for the sockets of the lane. */
    OutboundBuffers outbound() {
        return outbound;
    }

    /** What waits for the sockets of the lane behind TLS. */
    TlsBacklog tlsBacklog() {
        return tlsBacklog;
    }

    void flushAtEnd(WebSocketFrameEncoder encoder) {
        announce();
        unflushed.add(encoder);
    }

    /** Spares the turn's end a look at the connection, where it is the last one that was written to. */
    void flushedEarly(WebSocketFrameEncoder encoder) {
        int last = unflushed.size() - 1;
        if (last >= 0 && unflushed.get(last) == encoder) {
            unflushed.remove(last);
        }
    }

    void timeFrames(long readNanos, int frames) {
        announce();
        if (reads == readTimes.length) {
            readTimes = Arrays.copyOf(readTimes, reads * 2);
            readFrames = Arrays.copyOf(readFrames, reads * 2);
        }
        readTimes[reads] = readNanos;
        readFrames[reads++] = frames;
    }

    private void announce() {
        if (!announced) {
            announced = true;
            lane.atEndOfTurn(TurnEnd.FLUSH, finish);
        }
    }

    private void finish() {
        announced = false;
        List<WebSocketFrameEncoder> batch = unflushed;
        unflushed = flushing;
        flushing = batch;
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).flushTurn();
        }
        batch.clear();
        int count = reads;
        reads = 0;
        if (count > 0) {
            long now = lane.nowNanos();
            for (int i = 0; i < count; i++) {
                meters.record(MeterName.FRAME_LATENCY, now - readTimes[i], readFrames[i]);
            }
        }
    }
}
