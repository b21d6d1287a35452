package dev.sluice.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.event.KeyValuePair;

/**
 * Writes events on a thread of its own, so that whoever logs never waits for the output: a full disk, a closed descriptor, a pipe that
 * nobody reads. What does not fit or cannot be written is dropped and counted, and told of once it works again. Any thread logs.
 */
final class AsyncLog extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** About four megabytes of the longest lines that clients can cause, and a second's worth of connections at DEBUG. */
    static final int MOST_EVENTS = 4096;

    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(1).toNanos();

    private final LogOutput output;
    private final Queue<ILoggingEvent> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    /** Of those accepted: written, or dropped because that failed. */
    private final AtomicLong done = new AtomicLong();

    private final Thread writer = new Thread(this::run, "log");
    private volatile LineFormat format;

    /** How many dropped events a line has told of, and when; the writer's own. */
    private long told;

    private long toldNanos = System.nanoTime();

    AsyncLog(LogOutput output, LineFormat format) {
        this.output = output;
        this.format = format;
        writer.setDaemon(true);
    }

    @Override
    public void start() {
        super.start();
        writer.start();
    }

    /** Lines from now on look like this. */
    void become(LineFormat next) {
        format = next;
    }

    /** Events that were not written, and never will be. */
    long dropped() {
        return dropped.get();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (accepted.get() - done.get() >= MOST_EVENTS) {
            dropped.incrementAndGet();
            return;
        }
        event.prepareForDeferredProcessing();
        accepted.incrementAndGet();
        queue.add(event);
        LockSupport.unpark(writer);
    }

    /** Waits until all that has been logged so far is written, at most this long. */
    void flush(Duration patience) {
        long target = accepted.get();
        long start = System.nanoTime();
        while (done.get() < target && System.nanoTime() - start < patience.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private void run() {
        while (true) {
            ILoggingEvent event = queue.poll();
            if (event == null) {
                LockSupport.park(this);
                continue;
            }
            if (write(event)) {
                tellDropped();
            }
            done.incrementAndGet(); // last: a flush waits for the line about what was dropped too
        }
    }

    private boolean write(ILoggingEvent event) {
        try {
            output.write(format.line(event));
            return true;
        } catch (IOException | RuntimeException e) { // nor may a value that cannot be shown end the log
            dropped.incrementAndGet();
            return false;
        }
    }

    /** Once the writer has caught up; now and then, where it never does. */
    private void tellDropped() {
        long count = dropped.get() - told;
        long now = System.nanoTime();
        if (count == 0 || (!queue.isEmpty() && now - toldNanos < TELL_EVERY_NANOS)) {
            return;
        }
        toldNanos = now;
        if (write(droppedLine(count))) {
            told += count;
        }
    }

    private ILoggingEvent droppedLine(long count) {
        LoggerContext loggers = (LoggerContext) getContext();
        LoggingEvent line = new LoggingEvent(
                AsyncLog.class.getName(),
                loggers.getLogger(AsyncLog.class),
                Level.WARN,
                "Log events were lost, because the log could not be written, or not as fast as they came",
                null,
                null);
        line.addKeyValuePair(new KeyValuePair("lost", count));
        return line;
    }
}
