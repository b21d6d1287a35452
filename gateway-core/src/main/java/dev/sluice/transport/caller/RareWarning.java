package dev.sluice.transport.caller;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A warning about an address, written at most once in ten seconds: whoever causes it must not fill the log. Any thread. */
final class RareWarning {
    private static final Logger LOG = LoggerFactory.getLogger(RareWarning.class);
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    /** Nothing has been written yet. */
    private static final long NEVER = 0;

    private final String text;
    private final AtomicLong writtenNanos = new AtomicLong(NEVER);
    private final AtomicLong unwritten = new AtomicLong();

    /** @param text with {@code {}} where the address goes */
    RareWarning(String text) {
        this.text = text;
    }

    void warn(InetAddress address, long nowNanos) {
        long written = writtenNanos.get();
        boolean due = written == NEVER || nowNanos - written >= INTERVAL_NANOS;
        if (due && writtenNanos.compareAndSet(written, nowNanos == NEVER ? 1 : nowNanos)) {
            LOG.warn(text + " ({} more since the last such line)", address.getHostAddress(), unwritten.getAndSet(0));
        } else {
            unwritten.incrementAndGet();
        }
    }
}
