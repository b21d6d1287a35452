package dev.sluice.transport.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lane.LaneMemory;
import dev.sluice.lane.OutboundBuffers;
import dev.sluice.limit.Limits;
import dev.sluice.metric.LaneMeters;
import dev.sluice.session.CloseReason;
import dev.sluice.session.EchoConversation;
import dev.sluice.session.Liveness;
import dev.sluice.session.Sessions;
import dev.sluice.testing.FakeLink;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualLanes;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told to go when publishers wait for good, though no reader is far behind. */
class FreezeWatchTest {
    private static final int LOW_BYTES = 1000;

    private final ManualLane lane = new ManualLanes(1).lane(0);
    private final OutboundBuffers outbound = LaneMemory.of(lane, 4 * LOW_BYTES).outbound();
    private final Sessions sessions = new Sessions(
            lane,
            new LaneMeters(),
            Limits.defaults(),
            new Liveness(Duration.ofSeconds(25), Duration.ofSeconds(10), Duration.ofSeconds(10)),
            new Random(1));
    private final FreezeWatch watch = new FreezeWatch(outbound, sessions);
    private final List<FakeLink> readers =
            Stream.generate(FakeLink::new).limit(4).toList();
    private long now;

    @BeforeEach
    void readers_of_which_none_is_far_behind() {
        for (int i = 0; i < readers.size(); i++) {
            sessions.open(readers.get(i), EchoConversation::new);
            readers.get(i).pendingBytes(100L * i); // 0, 100, 200, 300: the share of each is 125
        }
        outbound.recount(2 * LOW_BYTES);
    }

    @Test
    void whoever_holds_more_than_its_share_goes_when_nobody_has_gone_on_for_seconds() {
        outbound.whenRelieved(() -> {});
        pass(5);
        assertThat(readers).allSatisfy(reader -> assertThat(reader.isClosed()).isFalse());
        pass(2);
        assertThat(readers.get(3).closes()).containsExactly(CloseReason.SLOW_CONSUMER);
        assertThat(readers.get(2).closes()).containsExactly(CloseReason.SLOW_CONSUMER);
        assertThat(readers.get(1).isClosed()).isFalse();
        pass(6);
        assertThat(readers.get(1).closes()).as("as that was not enough").containsExactly(CloseReason.SLOW_CONSUMER);
        assertThat(readers.get(0).isClosed()).as("nothing waits for it").isFalse();
    }

    @Test
    void nobody_goes_while_those_who_wait_go_on_now_and_then() {
        for (int i = 0; i < 10; i++) {
            outbound.whenRelieved(() -> {});
            pass(4);
            outbound.recount(-2 * LOW_BYTES);
            outbound.tick();
            outbound.recount(2 * LOW_BYTES);
        }
        assertThat(readers).allSatisfy(reader -> assertThat(reader.isClosed()).isFalse());
    }

    @Test
    void nobody_goes_while_nobody_waits() {
        pass(100);
        assertThat(readers).allSatisfy(reader -> assertThat(reader.isClosed()).isFalse());
    }

    private void pass(int seconds) {
        for (int i = 0; i < 10 * seconds; i++) {
            now += Duration.ofMillis(100).toNanos();
            watch.tick(now);
        }
    }
}
