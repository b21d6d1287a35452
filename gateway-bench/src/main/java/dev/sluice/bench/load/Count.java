package dev.sluice.bench.load;

import java.util.Locale;

/** Everything that a {@link Recorder} counts, from the first connection to the last. */
enum Count {
    /** Connections whose handshake succeeded. */
    OPENED,

    /** Connections that never opened. */
    FAILED,

    /** Connections that ended though nobody asked them to. */
    DROPPED,

    /** Connections that ended as we asked, by a close frame from each side. */
    CLOSED,

    /** Messages sent. */
    SENT,

    /** Messages received that were ours; each delivery of a publication is one. */
    RECEIVED,

    /** Messages that were sent and ought to have arrived, but did not. */
    LOST,

    /** Messages that arrived again. */
    DUPLICATED,

    /** Messages that arrived behind a later one of the same sender. */
    REORDERED,

    /** Messages that nobody sent, or not to here, or not like this. */
    CORRUPT,

    /** Messages whose time had come, but which the connection could not take before the end. */
    UNSENT,

    /** Pings of the server; each was answered. */
    PINGS,

    /** WebSocket bytes, headers included. */
    SENT_BYTES,

    /** WebSocket bytes, headers included. */
    RECEIVED_BYTES,

    /** OPENED while it was measured: not in the ramp or the warm-up, nor in the drain. */
    MEASURED_OPENED,

    /** SENT while it was measured. */
    MEASURED_SENT,

    /** RECEIVED while it was measured. */
    MEASURED_RECEIVED,

    /** RECEIVED_BYTES while it was measured. */
    MEASURED_BYTES;

    /** The name in a report. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
