package dev.sluice.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets each logger of a library say one thing a second. Ours count what they leave out; Netty's warn of every single task or handler
 * that throws, which a client may know how to cause. Any thread.
 */
final class LibraryFilter extends Filter<ILoggingEvent> {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private final String ours;
    private final LongSupplier clock;

    /** When each logger may speak again. As many as libraries have classes that log. */
    private final ConcurrentMap<String, AtomicLong> silentUntil = new ConcurrentHashMap<>();

    LibraryFilter(String ours) {
        this(ours, System::nanoTime);
    }

    /**
     * @param ours the package whose loggers say what they like
     * @param clock in nanoseconds, from any start
     */
    LibraryFilter(String ours, LongSupplier clock) {
        this.ours = ours;
        this.clock = clock;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        String logger = event.getLoggerName();
        if (logger.startsWith(ours)) {
            return FilterReply.NEUTRAL;
        }
        long now = clock.getAsLong();
        AtomicLong until = silentUntil.computeIfAbsent(logger, name -> new AtomicLong(now));
        long silent = until.get();
        boolean mine = now - silent >= 0 && until.compareAndSet(silent, now + INTERVAL_NANOS);
        return mine ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
