package dev.sluice.transport.websocket;

import dev.sluice.lane.OutboundBuffers;
import java.util.ArrayList;
import java.util.List;

/**
 * What one lane's clients leave unread behind TLS. Encryption takes the buffers that were written and makes others, one for each
 * client, which nobody but the channel sees; so here each client's backlog is counted, when it is flushed and then at every tick until
 * it is gone. Confined to the lane.
 */
final class TlsBacklog {
    private final OutboundBuffers outbound;
    private final List<WebSocketFrameEncoder> behind = new ArrayList<>();

    TlsBacklog(OutboundBuffers outbound) {
        this.outbound = outbound;
    }

    /** To be called behind each flush. */
    void onFlush(WebSocketFrameEncoder encoder) {
        outbound.recount(encoder.recountBacklog());
        // A client may have taken everything and be behind again before the next tick: once in the list is enough.
        if (encoder.backlogBytes() > 0 && !encoder.awaitsRecount) {
            encoder.awaitsRecount = true;
            behind.add(encoder);
        }
    }

    /** How many clients are looked at in a tick. */
    int clients() {
        return behind.size();
    }

    /** Counts anew what has not been taken yet. */
    void tick() {
        for (int i = behind.size() - 1; i >= 0; i--) {
            WebSocketFrameEncoder encoder = behind.get(i);
            outbound.recount(encoder.recountBacklog());
            if (encoder.backlogBytes() == 0) {
                encoder.awaitsRecount = false;
                WebSocketFrameEncoder last = behind.remove(behind.size() - 1);
                if (last != encoder) {
                    behind.set(i, last);
                }
            }
        }
    }
}
