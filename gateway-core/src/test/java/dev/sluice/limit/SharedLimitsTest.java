package dev.sluice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all lanes count together. */
class SharedLimitsTest {
    private static final int THREADS = 4;
    private static final int ROUNDS = 100_000;
    private static final long SECOND = 1_000_000_000L;

    @Test
    void a_count_is_exact_whoever_takes_and_gives_at_the_same_time() throws Exception {
        SharedCount count = new SharedCount(2);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger mostHeld = new AtomicInteger();
        onAllThreads(random -> {
            if (count.tryTake()) {
                mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
                held.decrementAndGet();
                count.giveBack();
            }
        });
        assertThat(mostHeld).hasValueLessThanOrEqualTo(2);
        assertThat(count.open()).isZero();
        assertThat(count.tryTake()).isTrue();
        assertThat(count.tryTake()).isTrue();
        assertThat(count.isFull()).isTrue();
        assertThat(count.tryTake()).isFalse();
    }

    @Test
    void a_count_without_a_limit_still_counts() {
        SharedCount count = new SharedCount(0);
        assertThat(count.tryTake()).isTrue();
        assertThat(count.tryTake()).isTrue();
        assertThat(count.open()).isEqualTo(2);
        assertThat(count.isFull()).isFalse();
    }

    @Test
    void addresses_are_counted_exactly_and_forgotten_when_they_hold_nothing() throws Exception {
        AddressCounts counts = new AddressCounts(2);
        AtomicInteger[] held = new AtomicInteger[3];
        for (int i = 0; i < held.length; i++) {
            held[i] = new AtomicInteger();
        }
        AtomicInteger mostHeld = new AtomicInteger();
        onAllThreads(random -> {
            int key = random.nextInt(held.length);
            if (counts.tryTake(key)) {
                mostHeld.accumulateAndGet(held[key].incrementAndGet(), Math::max);
                held[key].decrementAndGet();
                counts.giveBack(key);
            }
        });
        assertThat(mostHeld).hasValueLessThanOrEqualTo(2);
        assertThat(counts.addresses()).isZero();
    }

    @Test
    void without_a_limit_no_address_is_remembered() {
        AddressCounts counts = new AddressCounts(0);
        assertThat(counts.tryTake(1)).isTrue();
        assertThat(counts.addresses()).isZero();
        counts.giveBack(1);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.9, 203.0.113.9, true",
        "203.0.113.9, 203.0.113.10, false",
        "203.0.113.9, ::ffff:203.0.113.9, true",
        "2001:db8:1:2::1, 2001:db8:1:2:ffff::1, true",
        "2001:db8:1:2::1, 2001:db8:1:3::1, false",
        "::1, 0.0.0.0, false",
    })
    void an_ipv6_address_counts_as_its_subnet(String one, String other, boolean together) throws UnknownHostException {
        assertThat(AddressCounts.keyOf(InetAddress.getByName(one)) == AddressCounts.keyOf(InetAddress.getByName(other)))
                .isEqualTo(together);
    }

    @ParameterizedTest
    @CsvSource({"0", "5000000000", "-9223372036854775000", "9223372036854775000"})
    void a_rate_allows_a_second_of_it_at_once_and_then_as_it_flows(long start) {
        SharedRate rate = new SharedRate(10, start);
        for (int i = 0; i < 10; i++) {
            assertThat(rate.tryTake(start)).isTrue();
        }
        assertThat(rate.tryTake(start)).isFalse();
        assertThat(rate.tryTake(start + SECOND / 10 - 1)).isFalse();
        assertThat(rate.tryTake(start + SECOND / 10)).isTrue();
        assertThat(rate.tryTake(start + SECOND / 10)).isFalse();
        int after = 0;
        while (rate.tryTake(start + 100 * SECOND)) {
            after++;
        }
        assertThat(after).isEqualTo(10);
    }

    @Test
    void a_rate_of_nothing_is_no_limit() {
        SharedRate rate = new SharedRate(0, 0);
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(rate.tryTake(0)).isTrue();
        }
    }

    @Test
    void a_rate_is_not_overdrawn_by_many_at_once() throws Exception {
        SharedRate rate = new SharedRate(1000, 0);
        AtomicInteger taken = new AtomicInteger();
        onAllThreads(random -> {
            if (rate.tryTake(0)) {
                taken.incrementAndGet();
            }
        });
        assertThat(taken).hasValue(1000);
    }

    private interface Round {
        void run(SplittableRandom random);
    }

    private static void onAllThreads(Round round) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                tasks.add(() -> {
                    for (int i = 0; i < ROUNDS; i++) {
                        round.run(random);
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(tasks)) {
                done.get();
            }
        } finally {
            threads.shutdown();
        }
    }
}
