package dev.sluice.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void nobody_who_configures_nothing_gets_other_limits_than_the_documented_ones() {
        assertThat(Limits.defaults())
                .isEqualTo(new Limits(
                        0,
                        65_536,
                        1024,
                        128,
                        1_048_576,
                        10,
                        0,
                        8192,
                        0,
                        0,
                        0,
                        0,
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        0,
                        Duration.ZERO,
                        0));
    }

    @Test
    void a_limit_below_its_least_is_refused_by_name() {
        assertRefused("connections", limits -> limits.connections(-1));
        assertRefused("messageBytes", limits -> limits.messageBytes(0));
        assertRefused("sessionsPerUser", limits -> limits.sessionsPerUser(-1));
        assertRefused("fragments", limits -> limits.fragments(-1));
        assertRefused("roomsPerSession", limits -> limits.roomsPerSession(0));
        assertRefused("pendingBytes", limits -> limits.pendingBytes(1023));
        assertRefused("controlFramesPerSecond", limits -> limits.controlFramesPerSecond(-1));
        assertRefused("connectionsPerIp", limits -> limits.connectionsPerIp(-1));
        assertRefused("concurrentHandshakes", limits -> limits.concurrentHandshakes(-1));
        assertRefused("historyBytes", limits -> limits.historyBytes(-1));
        assertRefused("handshakesPerSecond", limits -> limits.handshakesPerSecond(-1));
    }

    private static void assertRefused(String name, UnaryOperator<Limits.Builder> change) {
        Limits.Builder limits = change.apply(Limits.builder());
        assertThatIllegalArgumentException().isThrownBy(limits::build).withMessageContaining(name);
    }
}
