package dev.sluice.metric;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.metric.Label.Breach;
import dev.sluice.metric.Label.Close;
import dev.sluice.metric.Label.Initiator;
import dev.sluice.metric.Label.Kind;
import dev.sluice.metric.MeterName.Type;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What lanes count, and what comes out when they are summed. */
class MetersTest {
    private final LaneMeters one = new LaneMeters();
    private final LaneMeters two = new LaneMeters();

    @Test
    void a_reading_sums_the_lanes_at_one_moment() {
        one.increment(MeterName.CONNECTIONS_OPENED);
        two.add(MeterName.CONNECTIONS_OPENED, 5);
        one.add(MeterName.CONNECTIONS, 3);
        two.add(MeterName.CONNECTIONS, -1);
        MeterReading reading = reading();
        one.increment(MeterName.CONNECTIONS_OPENED);
        assertThat(reading.total(MeterName.CONNECTIONS_OPENED)).isEqualTo(6);
        assertThat(reading.total(MeterName.CONNECTIONS)).isEqualTo(2);
        assertThat(reading().total(MeterName.CONNECTIONS_OPENED)).isEqualTo(7);
        assertThat(MeterReading.of(List.of()).total(MeterName.CONNECTIONS)).isZero();
    }

    @Test
    void labels_are_counted_apart_and_in_total() {
        one.increment(MeterName.MESSAGES_SENT, Kind.PING);
        one.add(MeterName.MESSAGES_SENT, Kind.TEXT, 10);
        two.add(MeterName.MESSAGES_SENT, Kind.TEXT, 5);
        assertThat(reading().value(MeterName.MESSAGES_SENT, Kind.TEXT)).isEqualTo(15);
        assertThat(reading().value(MeterName.MESSAGES_SENT, Kind.PING)).isEqualTo(1);
        assertThat(reading().value(MeterName.MESSAGES_SENT, Kind.CLOSE)).isZero();
        assertThat(reading().total(MeterName.MESSAGES_SENT)).isEqualTo(16);
        assertThat(reading().total(MeterName.MESSAGES_RECEIVED)).isZero();
    }

    @Test
    void every_pair_of_labels_has_a_place_of_its_own() {
        int amount = 0;
        for (Close code : Close.values()) {
            for (Initiator initiator : Initiator.values()) {
                for (int times = ++amount; times > 0; times--) {
                    one.increment(MeterName.CONNECTIONS_CLOSED, code, initiator);
                }
            }
        }
        int expected = 0;
        for (Close code : Close.values()) {
            for (Initiator initiator : Initiator.values()) {
                assertThat(reading().value(MeterName.CONNECTIONS_CLOSED, code, initiator))
                        .isEqualTo(++expected);
            }
        }
        assertThat(reading().total(MeterName.CONNECTIONS_CLOSED)).isEqualTo((long) amount * (amount + 1) / 2);
    }

    @Test
    void meters_that_stand_next_to_each_other_do_not_touch() {
        for (MeterName meter : MeterName.values()) {
            assertThat(meter.firstSlot() + meter.slots())
                    .isEqualTo(
                            meter.ordinal() + 1 == MeterName.values().length
                                    ? MeterName.totalSlots()
                                    : MeterName.values()[meter.ordinal() + 1].firstSlot());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_gauge_is_what_it_was_last_set_to(MeterName meter) {
        if (meter.type() == Type.GAUGE) {
            one.set(meter, 9);
            one.set(meter, 4);
            two.add(meter, 1);
            assertThat(reading().total(meter)).isEqualTo(5);
        }
    }

    @ParameterizedTest(name = "{0} ns falls into bucket {1}")
    @CsvSource({
        "0, 0",
        "25000, 0",
        "25001, 1",
        "50000, 1",
        "1000000, 5",
        "1000001, 6",
        "2500000000, 10",
        "2500000001, 11",
        "9000000000000000000, 11",
    })
    void a_value_falls_into_the_first_bucket_whose_bound_it_does_not_pass(long nanos, int bucket) {
        one.record(MeterName.PING_RTT, nanos);
        long[] expected = new long[12];
        expected[bucket] = 1;
        assertThat(reading().buckets(MeterName.PING_RTT)).isEqualTo(expected);
        assertThat(reading().sum(MeterName.PING_RTT)).isEqualTo(nanos);
    }

    @ParameterizedTest(name = "{0} falls into bucket {1}")
    @CsvSource({"0, 0", "1, 0", "2, 1", "4, 1", "5, 2", "1048576, 10", "1048577, 11"})
    void sizes_have_buckets_of_their_own(long size, int bucket) {
        one.record(MeterName.FANOUT_RECIPIENTS, size);
        assertThat(reading().buckets(MeterName.FANOUT_RECIPIENTS)[bucket]).isEqualTo(1);
    }

    @Test
    void the_same_value_may_be_recorded_several_times_at_once() {
        one.record(MeterName.FRAME_LATENCY, 30_000, 3);
        two.record(MeterName.FRAME_LATENCY, 30_001);
        assertThat(reading().buckets(MeterName.FRAME_LATENCY)[1]).isEqualTo(4);
        assertThat(reading().sum(MeterName.FRAME_LATENCY)).isEqualTo(120_001);
    }

    @Property(tries = 200)
    void the_buckets_count_every_value_once(@ForAll List<@LongRange(min = 0, max = 3_000_000_000L) Long> values) {
        LaneMeters lane = new LaneMeters();
        values.forEach(value -> lane.record(MeterName.LANE_LAG, value));
        MeterReading reading = MeterReading.of(List.of(lane));
        assertThat(Arrays.stream(reading.buckets(MeterName.LANE_LAG)).sum()).isEqualTo(values.size());
        assertThat(reading.sum(MeterName.LANE_LAG))
                .isEqualTo(values.stream().mapToLong(Long::longValue).sum());
        List<Long> bounds = Buckets.boundsOf(Type.HISTOGRAM);
        for (int bucket = 0; bucket < bounds.size(); bucket++) {
            long bound = bounds.get(bucket);
            long upToBound = IntStream.rangeClosed(0, bucket)
                    .mapToLong(i -> reading.buckets(MeterName.LANE_LAG)[i])
                    .sum();
            assertThat(upToBound)
                    .isEqualTo(values.stream().filter(value -> value <= bound).count());
        }
    }

    @Test
    void bounds_rise_and_there_are_twelve_buckets_at_most() {
        for (Type type : List.of(Type.HISTOGRAM, Type.SIZE_HISTOGRAM)) {
            assertThat(Buckets.boundsOf(type))
                    .isSorted()
                    .doesNotHaveDuplicates()
                    .hasSize(11);
        }
    }

    @Test
    void names_are_unique_and_as_prometheus_wants_them() {
        Set<String> names = new HashSet<>();
        for (MeterName meter : MeterName.values()) {
            assertThat(meter.text()).matches("[a-z]+(_[a-z]+)*").doesNotEndWith("_total");
            assertThat(names.add(meter.text())).as(meter.text()).isTrue();
            assertThat(meter.help()).isNotBlank().doesNotEndWith(".");
            assertThat(meter.labels()).hasSizeLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 1000",
        "1005, 1005",
        "1006, 1006",
        "1010, 1010",
        "1013, 1013",
        "4001, 4001",
        "4003, 4003",
        "4100, 4100",
        "4102, 4102",
        "1004, other",
        "1014, other",
        "3000, other",
        "4999, other",
        "0,    other",
    })
    void close_codes_are_about_twenty_labels(int code, String label) {
        assertThat(Close.of(code).text()).isEqualTo(label);
    }

    @Test
    void a_label_is_written_in_kebab_case() {
        assertThat(Breach.TOO_BIG.text()).isEqualTo("too-big");
    }

    private MeterReading reading() {
        return MeterReading.of(List.of(one, two));
    }
}
