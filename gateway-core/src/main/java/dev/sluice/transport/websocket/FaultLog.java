package dev.sluice.transport.websocket;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports failures of ours, at most one each ten seconds: a client that has found out how to cause them must not fill the log.
 * Confined to the lane.
 */
final class FaultLog {
    private static final Logger LOG = LoggerFactory.getLogger(FaultLog.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private boolean begun;
    private long reportNanos;
    private long unreported;

    void report(String what, Throwable cause, long nowNanos) {
        if (begun && nowNanos - reportNanos < INTERVAL_NANOS) {
            unreported++;
            return;
        }
        LOG.error("{} ({} more failures since the last report)", what, unreported, cause);
        begun = true;
        reportNanos = nowNanos;
        unreported = 0;
    }
}
