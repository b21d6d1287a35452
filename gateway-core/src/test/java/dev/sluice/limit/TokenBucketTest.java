package dev.sluice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A steady rate and a burst of twice the rate. */
class TokenBucketTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void a_fresh_client_may_burst_for_two_seconds_worth() {
        TokenBucket bucket = new TokenBucket(10, 5);
        assertThat(taken(bucket, 5, 100)).isEqualTo(20);
    }

    @Test
    void tokens_flow_in_at_the_rate() {
        TokenBucket bucket = new TokenBucket(10, 0);
        assertThat(taken(bucket, 0, 100)).isEqualTo(20);
        assertThat(bucket.tryTake(SECOND / 10 - 1)).isFalse();
        assertThat(bucket.tryTake(SECOND / 10)).isTrue();
        assertThat(bucket.tryTake(SECOND / 10)).isFalse();
        assertThat(taken(bucket, SECOND, 100)).isEqualTo(9);
        assertThat(taken(bucket, 1000 * SECOND, 100)).isEqualTo(20);
    }

    @Test
    void a_rate_of_zero_is_no_limit() {
        assertThat(taken(new TokenBucket(0, 0), 0, 1000)).isEqualTo(1000);
    }

    @Test
    void a_clock_that_stands_or_is_below_zero_does_no_harm() {
        TokenBucket bucket = new TokenBucket(1, -5 * SECOND);
        assertThat(taken(bucket, -5 * SECOND, 10)).isEqualTo(2);
        assertThat(bucket.tryTake(-4 * SECOND)).isTrue();
        assertThat(bucket.tryTake(-4 * SECOND)).isFalse();
    }

    @Property(tries = 200)
    void no_more_is_taken_than_burst_and_flow_and_a_greedy_client_gets_all_of_it(
            @ForAll @IntRange(min = 1, max = 2000) int perSecond, @ForAll long seed) {
        Random random = new Random(seed);
        TokenBucket bucket = new TokenBucket(perSecond, 0);
        long now = 0;
        long taken = 0;
        for (int i = 0; i < 200; i++) {
            now += random.nextLong(SECOND);
            taken += taken(bucket, now, 3 * perSecond);
            double allowed = 2.0 * perSecond + (double) now * perSecond / SECOND;
            assertThat((double) taken).isLessThanOrEqualTo(allowed * 1.00001 + 1);
        }
        assertThat((double) taken).isGreaterThanOrEqualTo((double) now * perSecond / SECOND - 1);
    }

    private static int taken(TokenBucket bucket, long nowNanos, int attempts) {
        int taken = 0;
        for (int i = 0; i < attempts; i++) {
            taken += bucket.tryTake(nowNanos) ? 1 : 0;
        }
        return taken;
    }
}
