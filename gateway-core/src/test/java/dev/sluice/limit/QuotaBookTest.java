package dev.sluice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What those who share a quota may send together, and how long it is remembered. */
class QuotaBookTest {
    private static final int RATE = 10;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final QuotaBook<String> book = new QuotaBook<>(new Rate(RATE, 0), 2);

    @Test
    void all_sessions_of_one_spend_from_the_same() {
        SharedQuota first = book.enter("ann", 0).orElseThrow();
        SharedQuota second = book.enter("ann", 0).orElseThrow();
        SharedQuota other = book.enter("bob", 0).orElseThrow();
        for (int i = 0; i < RATE; i++) {
            assertThat(first.spend(1, 0)).isTrue();
            assertThat(second.spend(1, 0)).isTrue();
        }
        assertThat(second.spend(1, 0)).isFalse();
        assertThat(first.waitNanos(0)).isEqualTo(SECOND + SECOND / RATE);
        assertThat(first.waitNanos(SECOND)).isEqualTo(SECOND / RATE);
        assertThat(first.waitNanos(2 * SECOND)).isZero();
        assertThat(other.spend(1, 0)).isTrue();
    }

    @Test
    void bytes_count_as_well_and_the_largest_message_makes_no_overflow() {
        long now = Long.MAX_VALUE - SECOND;
        SharedQuota bytes = new SharedQuota(new Rate(0, 1), now);
        assertThat(bytes.spend(2, now)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(bytes.spend(Integer.MAX_VALUE, now + i)).isFalse();
        }
        assertThat(bytes.waitNanos(now + 99))
                .as("a year for one message, ten seconds for others, and a second")
                .isEqualTo(Duration.ofDays(365).toNanos() + 11 * SECOND);
    }

    @Test
    void however_many_messages_a_flood_has_the_others_do_not_wait_for_long() {
        SharedQuota quota = new SharedQuota(new Rate(RATE, 0), 0);
        for (int i = 0; i < 1000 * RATE; i++) {
            quota.spend(1, 0);
        }
        assertThat(quota.waitNanos(0)).isEqualTo(11 * SECOND + SECOND / RATE);
        assertThat(quota.isFull(13 * SECOND)).isTrue();
    }

    @Test
    void a_message_that_is_dearer_than_that_is_paid_in_full() {
        SharedQuota quota = new SharedQuota(new Rate(0, 100), 0);
        assertThat(quota.spend(6200, 0)).isFalse();
        assertThat(quota.waitNanos(0)).isEqualTo(61 * SECOND);
        quota.spend(1, 0);
        assertThat(quota.waitNanos(0)).isEqualTo(61 * SECOND);
    }

    @Test
    void one_may_have_so_many_sessions() {
        assertThat(book.enter("ann", 0)).isPresent();
        assertThat(book.isFull("ann")).isFalse();
        assertThat(book.enter("ann", 0)).isPresent();
        assertThat(book.isFull("ann")).isTrue();
        assertThat(book.enter("ann", 0)).isEmpty();
        assertThat(book.enter("bob", 0)).isPresent();
        book.leave("ann", 0);
        assertThat(book.enter("ann", 0)).isPresent();
    }

    @Test
    void who_goes_and_comes_back_still_owes() {
        SharedQuota before = book.enter("ann", 0).orElseThrow();
        for (int i = 0; i < 3 * RATE; i++) {
            before.spend(1, 0);
        }
        book.leave("ann", 0);
        SharedQuota after = book.enter("ann", SECOND / 2).orElseThrow();
        assertThat(after.spend(1, SECOND / 2)).isFalse();
        book.leave("ann", SECOND / 2);
        assertThat(book.size()).isEqualTo(1);
    }

    @Test
    void who_comes_again_and_again_while_he_owes_is_remembered_once() {
        for (int i = 0; i < 100; i++) {
            SharedQuota quota = book.enter("ann", 0).orElseThrow();
            for (int sent = 0; sent < RATE; sent++) {
                quota.spend(1, 0);
            }
            book.leave("ann", 0);
        }
        assertThat(book.size()).isEqualTo(1);
        assertThat(book.listed()).isEqualTo(1);
        book.enter("bob", 13 * SECOND);
        assertThat(book.size()).as("bob alone").isEqualTo(1);
        assertThat(book.listed()).isZero();
    }

    @Test
    void nobody_is_remembered_for_longer_than_needed() {
        for (int i = 0; i < 100; i++) {
            String name = "user " + i;
            book.enter(name, 0).orElseThrow().spend(1, 0);
            book.leave(name, 0);
        }
        assertThat(book.size()).isEqualTo(100);
        for (int i = 0; i < 60; i++) {
            book.enter("late " + i, 2 * SECOND);
            book.leave("late " + i, 2 * SECOND);
        }
        assertThat(book.size()).isZero();
    }

    @Property(tries = 200)
    void no_more_is_free_than_the_rate_and_a_burst(
            @ForAll @IntRange(min = 1, max = 1000) int rate,
            @ForAll @Size(max = 500) List<@IntRange(max = 50) Integer> pausesMillis) {
        SharedQuota quota = new SharedQuota(new Rate(rate, 0), 0);
        long now = 0;
        long free = 0;
        for (int pause : pausesMillis) {
            now += Duration.ofMillis(pause).toNanos();
            free += quota.spend(1, now) ? 1 : 0;
        }
        assertThat(free).isLessThanOrEqualTo(2L * rate + rate * now / SECOND + 1);
    }

    @Test
    void lanes_that_spend_at_the_same_time_spend_what_there_is() throws Exception {
        int lanes = 4;
        int each = 20_000;
        SharedQuota quota = new SharedQuota(new Rate(each, 0), 0);
        Callable<Integer> lane = () -> {
            int free = 0;
            for (int i = 0; i < each; i++) {
                free += quota.spend(1, 0) ? 1 : 0;
            }
            return free;
        };
        ExecutorService threads = Executors.newFixedThreadPool(lanes);
        try {
            int free = 0;
            for (Future<Integer> part : threads.invokeAll(List.of(lane, lane, lane, lane))) {
                free += part.get();
            }
            assertThat(free).as("a burst: two seconds' worth").isEqualTo(2 * each);
        } finally {
            threads.shutdown();
        }
    }
}
