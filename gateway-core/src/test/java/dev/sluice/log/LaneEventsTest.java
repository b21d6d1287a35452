package dev.sluice.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.slf4j.event.EventRecordingLogger;
import org.slf4j.event.SubstituteLoggingEvent;
import org.slf4j.helpers.SubstituteLogger;

class LaneEventsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Queue<SubstituteLoggingEvent> lines = new ArrayDeque<>();
    private final LaneEvents events =
            new LaneEvents(new EventRecordingLogger(new SubstituteLogger("events", lines, false), lines));

    @Test
    void the_first_is_told_and_the_others_are_counted_until_ten_seconds_later() {
        for (int i = 0; i < 1000; i++) {
            events.at(LaneEvent.FAILURE, i * SECOND / 100).log("Broken");
        }
        events.at(LaneEvent.FAILURE, 10 * SECOND).log("Broken again");
        assertThat(told()).containsExactly("event=failure Broken", "event=failure left-out=999 Broken again");
    }

    @Test
    void no_kind_hides_another() {
        events.at(LaneEvent.FAILURE, 0).log("Broken");
        events.at(LaneEvent.ACCEPT_FAILURE, 0).log("Full");
        assertThat(told()).containsExactly("event=failure Broken", "event=accept-failure Full");
    }

    @Test
    void what_was_left_out_is_told_though_it_never_comes_again() {
        events.at(LaneEvent.FAILURE, 0).log("Broken");
        events.at(LaneEvent.FAILURE, SECOND).log("Broken");
        events.at(LaneEvent.FAILURE, SECOND).log("Broken");
        events.tellLeftOut(9 * SECOND);
        assertThat(told()).hasSize(1);
        events.tellLeftOut(10 * SECOND);
        events.tellLeftOut(20 * SECOND);
        assertThat(told()).containsExactly("event=failure Broken", "event=failure left-out=2 More of the same");
    }

    @Test
    void the_first_is_told_at_any_time_of_the_clock() {
        for (long now : new long[] {Long.MIN_VALUE, -1, 0, Long.MAX_VALUE}) {
            new LaneEvents(new EventRecordingLogger(new SubstituteLogger("events", lines, false), lines))
                    .at(LaneEvent.FAILURE, now)
                    .log("Broken");
        }
        assertThat(told()).hasSize(4);
    }

    /** The recording logger puts the keys before the message. */
    private List<String> told() {
        return lines.stream().map(SubstituteLoggingEvent::getMessage).toList();
    }
}
