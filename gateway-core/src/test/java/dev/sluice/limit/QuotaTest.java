package dev.sluice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuotaTest {
    private static final int RATE = 10;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Quota quota = new Quota(
            Limits.builder().messagesPerSecond(RATE).bytesPerSecond(1000).build(), null, 0);

    @Test
    void two_seconds_worth_may_come_at_once_and_then_a_second_has_to_pass() {
        for (int i = 0; i < 2 * RATE; i++) {
            assertThat(quota.spend(1, 0)).isTrue();
        }
        assertThat(quota.spend(1, 0)).isFalse();
        assertThat(quota.waitNanos(0)).isEqualTo(SECOND + SECOND / RATE);
        assertThat(quota.waitNanos(SECOND)).isEqualTo(SECOND / RATE);
        assertThat(quota.waitNanos(2 * SECOND)).isZero();
    }

    @Test
    void bytes_count_as_well() {
        assertThat(quota.spend(2000, 0)).isTrue();
        assertThat(quota.spend(500, 0)).isFalse();
        assertThat(quota.waitNanos(0)).isEqualTo(SECOND + SECOND / 2);
    }

    @Test
    void the_largest_message_makes_a_debt_and_no_overflow() {
        Quota slow = new Quota(Limits.builder().bytesPerSecond(1).build(), null, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(slow.spend(Integer.MAX_VALUE, 0)).isFalse();
        }
        assertThat(slow.waitNanos(0)).isPositive();
    }

    @Test
    void a_third_pause_within_ten_seconds_is_one_too_many() {
        assertThat(quota.pause(0)).isFalse();
        assertThat(quota.pause(5 * SECOND)).isFalse();
        assertThat(quota.pause(10 * SECOND)).isFalse();
        assertThat(quota.pause(14 * SECOND)).isTrue();
    }

    /** As a client does that never waits for anything, each message as soon as it is due. */
    @Test
    void who_keeps_to_the_rate_is_never_closed_and_who_goes_on_above_it_is() {
        assertThat(isClosedAt(RATE * 1.0)).isFalse();
        assertThat(isClosedAt(RATE * 1.2)).isTrue();
    }

    @Test
    void a_debt_of_more_than_ten_seconds_is_hopeless() {
        for (int i = 0; i < 11 * RATE; i++) {
            assertThat(quota.spend(1, 0)).isEqualTo(i < 2 * RATE);
            assertThat(quota.isHopeless(0)).isFalse();
        }
        quota.spend(1, 0);
        assertThat(quota.isHopeless(0)).isTrue();
    }

    @Test
    void it_is_known_whose_quota_is_waited_for() {
        assertThat(whoseOf(Limits.builder().messagesPerSecond(RATE))).isEqualTo(Quota.Whose.CLIENT);
        assertThat(whoseOf(Limits.builder().perUser(new Rate(RATE, 0)))).isEqualTo(Quota.Whose.USER);
        assertThat(whoseOf(Limits.builder().perIp(new Rate(0, RATE)))).isEqualTo(Quota.Whose.ADDRESS);
        assertThat(whoseOf(Limits.builder()
                        .messagesPerSecond(RATE)
                        .perIp(new Rate(2 * RATE, 0))
                        .perUser(new Rate(RATE / 2, 0))))
                .as("the longest wait")
                .isEqualTo(Quota.Whose.USER);
    }

    private static Quota.Whose whoseOf(Limits.Builder builder) {
        Limits limits = builder.build();
        SharedLimits.Share share = SharedLimits.of(limits)
                .map(shared -> shared.enter(InetAddress.getLoopbackAddress(), 0))
                .orElse(null);
        Quota quota = new Quota(limits, share, 0);
        assertThat(quota.enter("ann", 0)).isTrue();
        for (int sent = 0; sent < 5 * RATE; sent++) {
            quota.spend(1, 0);
        }
        return quota.whose(0);
    }

    private static boolean isClosedAt(double rate) {
        Quota quota = new Quota(Limits.builder().messagesPerSecond(RATE).build(), null, 0);
        long now = 0;
        for (int sent = 1; sent <= 60 * rate; sent++) {
            now = Math.max(now, (long) (sent / rate * SECOND));
            if (!quota.spend(1, now)) {
                if (quota.pause(now)) {
                    return true;
                }
                now += quota.waitNanos(now);
            }
        }
        return false;
    }
}
