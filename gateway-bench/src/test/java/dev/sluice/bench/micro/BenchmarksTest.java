package dev.sluice.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Calls every benchmark once with each of its parameters, so that none rots between two measurements. */
@Execution(ExecutionMode.CONCURRENT)
class BenchmarksTest {
    static Stream<Class<?>> benchmarks() {
        return Stream.of(
                BaselineBenchmark.class,
                DecodeBenchmark.class,
                DeflateBenchmark.class,
                EncodeBenchmark.class,
                EnvelopeBenchmark.class,
                FanOutBenchmark.class,
                HistoryBenchmark.class,
                HopBenchmark.class,
                MaskingBenchmark.class,
                RequestHeadBenchmark.class,
                RoomsBenchmark.class,
                SeatBenchmark.class,
                Utf8Benchmark.class);
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    @Execution(ExecutionMode.SAME_THREAD) // one after another, or the large ones would be in memory together
    void everyBenchmarkRuns(Class<?> type) throws ReflectiveOperationException {
        List<Method> methods = annotated(type, Benchmark.class);
        assertThat(methods).isNotEmpty();
        List<Field> fields = Arrays.stream(type.getFields())
                .filter(field -> field.isAnnotationPresent(Param.class))
                .toList();
        for (Object[] values : combinations(fields)) {
            for (Method method : methods) {
                runOnce(type, method, fields, values);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mix", "binary8", "128", "1024", "korean1024"})
    void bothDecodersFindTheSameBytes(String shape) {
        DecodeBenchmark benchmark = new DecodeBenchmark();
        benchmark.shape = shape;
        benchmark.fill();
        long first = benchmark.ours();
        long second = benchmark.netty() - first;
        long third = benchmark.ours() - first - second;
        benchmark.release();

        assertThat(first).isPositive().isEqualTo(second).isEqualTo(third);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ascii", "korean", "emoji"})
    void aTextHasTheLengthThatWasAskedFor(String kind) {
        for (int length = 1; length < 200; length++) {
            byte[] text = Frames.text(kind, length);
            assertThat(text).hasSize(length);
            assertThat(new String(text, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(text);
        }
    }

    @Test
    void aBenchmarkRunsOnTheThreadsOfALane() throws Exception {
        try (AutoCloseable closed = closing(new LaneThreads(1, "bench"))) {
            assertThat(closed).isNotNull();
        }
    }

    private static AutoCloseable closing(LaneThreads threads) throws Exception {
        assertThat(threads.submit(Thread::currentThread).get())
                .isInstanceOf(io.netty.util.concurrent.FastThreadLocalThread.class);
        return threads::shutdownNow;
    }

    private static void runOnce(Class<?> type, Method method, List<Field> fields, Object[] values)
            throws ReflectiveOperationException {
        Object benchmark = type.getDeclaredConstructor().newInstance();
        for (int i = 0; i < values.length; i++) {
            fields.get(i).set(benchmark, values[i]);
        }
        for (Method setup : annotated(type, Setup.class)) {
            setup.invoke(benchmark);
        }
        Object answer = method.invoke(benchmark);
        assertThat(answer).isNotEqualTo(false);
        for (Method tearDown : annotated(type, TearDown.class)) {
            tearDown.invoke(benchmark);
        }
    }

    private static List<Object[]> combinations(List<Field> fields) {
        List<Object[]> combinations = new ArrayList<>();
        combinations.add(new Object[0]);
        for (Field field : fields) {
            List<Object[]> longer = new ArrayList<>();
            for (Object[] start : combinations) {
                for (String value : field.getAnnotation(Param.class).value()) {
                    Object[] extended = Arrays.copyOf(start, start.length + 1);
                    extended[start.length] = field.getType() == int.class ? Integer.valueOf(value) : value;
                    longer.add(extended);
                }
            }
            combinations = longer;
        }
        return combinations;
    }

    private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.isAnnotationPresent(annotation))
                .toList();
    }
}
