package dev.sluice.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.spi.FilterReply;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LibraryFilterTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final LibraryFilter filter = new LibraryFilter("dev.sluice", now::get);

    @Test
    void a_librarys_logger_speaks_once_a_second() {
        assertThat(passes("io.netty.A")).isTrue();
        assertThat(passes("io.netty.A")).isFalse();
        assertThat(passes("io.netty.B")).isTrue();
        now.addAndGet(TimeUnit.SECONDS.toNanos(1) - 1);
        assertThat(passes("io.netty.A")).isFalse();
        now.incrementAndGet();
        assertThat(passes("io.netty.A")).isTrue();
        assertThat(passes("io.netty.A")).isFalse();
    }

    @Test
    void ours_say_what_they_like() {
        for (int i = 0; i < 10; i++) {
            assertThat(passes("dev.sluice.server.Main")).isTrue();
        }
    }

    private boolean passes(String logger) {
        LoggingEvent event =
                new LoggingEvent("caller", Events.LOGGERS.getLogger(logger), Level.WARN, "again", null, null);
        return filter.decide(event) != FilterReply.DENY;
    }
}
