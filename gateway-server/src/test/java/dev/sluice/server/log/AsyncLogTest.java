package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class AsyncLogTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Output output = new Output();
    private final AsyncLog log = new AsyncLog(new LogOutput(output), event -> event.getFormattedMessage() + "\n");

    AsyncLogTest() {
        log.setContext(Events.LOGGERS);
        log.start();
    }

    @Test
    void events_are_written_in_their_order() {
        for (int i = 0; i < 1000; i++) {
            log.doAppend(Events.of("event " + i));
        }
        log.flush(PATIENCE);
        assertThat(output.lines())
                .hasSize(1000)
                .startsWith("event 0", "event 1")
                .endsWith("event 999");
        assertThat(log.dropped()).isZero();
    }

    @Test
    void an_output_that_takes_nothing_holds_nobody_up_and_what_was_lost_is_told_when_it_works_again() {
        output.gate.drainPermits();
        for (int i = 0; i < 3 * AsyncLog.MOST_EVENTS; i++) {
            log.doAppend(Events.of("event " + i));
        }
        long lost = 2L * AsyncLog.MOST_EVENTS;
        assertThat(log.dropped()).isEqualTo(lost);
        log.flush(Duration.ofMillis(10)); // gives up
        output.gate.release(Integer.MAX_VALUE);
        log.flush(PATIENCE);
        assertThat(output.lines())
                .hasSize(AsyncLog.MOST_EVENTS + 1)
                .last()
                .asString()
                .startsWith("Log events were lost");
        assertThat(log.dropped()).isEqualTo(lost);
    }

    @Test
    void an_output_that_fails_is_tried_again_with_each_event() {
        output.failing = true;
        log.doAppend(Events.of("one"));
        log.doAppend(Events.of("two"));
        log.flush(PATIENCE);
        assertThat(log.dropped()).isEqualTo(2);
        output.failing = false;
        log.doAppend(Events.of("three"));
        log.doAppend(Events.of("four"));
        log.flush(PATIENCE);
        assertThat(output.lines()).contains("three", "four").doesNotContain("one", "two");
        assertThat(output.lines())
                .filteredOn(line -> line.startsWith("Log events were lost"))
                .hasSize(1);
    }

    @Test
    void a_line_that_failed_half_way_is_ended_before_the_next() {
        output.bytesUntilFull = 4;
        log.doAppend(Events.of("one and only"));
        log.flush(PATIENCE);
        log.doAppend(Events.of("again in vain"));
        log.flush(PATIENCE);
        output.bytesUntilFull = Integer.MAX_VALUE;
        log.doAppend(Events.of("two"));
        log.flush(PATIENCE);
        assertThat(output.lines()).startsWith("one ", "two");
    }

    @Test
    void a_descriptor_that_is_not_ready_is_asked_again() {
        output.notReady = 3;
        log.doAppend(Events.of("one"));
        log.flush(PATIENCE);
        assertThat(output.lines()).containsExactly("one");
    }

    @Test
    void a_value_that_cannot_be_shown_does_not_end_the_log() {
        log.become(event -> {
            throw new IllegalStateException("not shown");
        });
        log.doAppend(Events.of("one"));
        log.flush(PATIENCE);
        log.become(new TextLine());
        log.doAppend(Events.of("two"));
        log.flush(PATIENCE);
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(output.lines().get(0)).endsWith("Test: two");
        assertThat(output.lines().get(1)).endsWith("lost=1");
    }

    /** Somewhere that does as it is told. */
    private static final class Output implements WritableByteChannel {
        private final StringBuffer written = new StringBuffer();
        private final Semaphore gate = new Semaphore(Integer.MAX_VALUE);
        private volatile boolean failing;
        private volatile int bytesUntilFull = Integer.MAX_VALUE;
        private volatile int notReady;

        List<String> lines() {
            return written.toString().lines().toList();
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            gate.acquireUninterruptibly();
            if (failing || bytesUntilFull == 0) {
                throw new IOException("No space left on device");
            }
            if (notReady > 0) {
                notReady = notReady - 1;
                return 0;
            }
            int length = Math.min(bytes.remaining(), bytesUntilFull);
            byte[] taken = new byte[length];
            bytes.get(taken);
            written.append(new String(taken, StandardCharsets.UTF_8));
            if (bytesUntilFull != Integer.MAX_VALUE) {
                bytesUntilFull = bytesUntilFull - length;
            }
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
