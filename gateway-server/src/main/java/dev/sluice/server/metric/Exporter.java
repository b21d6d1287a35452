package dev.sluice.server.metric;

import dev.sluice.metric.MeterReading;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All metrics of the program as one page. Any thread. */
public final class Exporter implements AutoCloseable {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /** What promtool objects to; other meters say the same. */
    private static final Set<String> NAMED_AGAINST_THE_RULES = Set.of("process.cpu.time", "system.cpu.count");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    /**
     * @param readings of the gateway's counters
     * @param transport its name, as a label
     * @param draining whether the program is about to stop
     * @param build labels of {@code gateway_build_info}
     */
    public Exporter(
            Supplier<MeterReading> readings, String transport, BooleanSupplier draining, Map<String, String> build) {
        bindMachine();
        Gauge.builder("gateway.draining", () -> draining.getAsBoolean() ? 1 : 0)
                .description("1 while the program drains, before it stops")
                .register(registry);
        registry.getPrometheusRegistry().register(new GatewayCollector(readings, transport));
        GaugeSnapshot info = GaugeSnapshot.builder()
                .name("gateway_build_info")
                .help("What is running, always 1")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(build))
                        .value(1)
                        .build())
                .build();
        registry.getPrometheusRegistry().register(() -> info);
    }

    /** Adds a counter of the program, such as {@code gateway.log.events.dropped}. */
    public void addCounter(String name, String description, LongSupplier count) {
        FunctionCounter.builder(name, count, LongSupplier::getAsLong)
                .description(description)
                .register(registry);
    }

    /** Adds families of the program's own. */
    public void add(MultiCollector families) {
        registry.getPrometheusRegistry().register(families);
    }

    /** Adds what is known of the public port's certificate, and whether it is the one that the files held last. */
    public void watchTls(
            Supplier<Duration> timeLeft, LongSupplier reloads, LongSupplier failures, BooleanSupplier upToDate) {
        Gauge.builder("gateway.tls.certificate.expiry", () -> timeLeft.get().toSeconds())
                .description("Until the certificate expires, negative afterwards")
                .baseUnit("seconds")
                .register(registry);
        addReloads("gateway_tls_reloads", "Changed certificates, taken or not", reloads, failures);
        addLastReload("gateway.tls.last.reload.successful", upToDate);
    }

    /** Adds how much longer a drain takes than it should. */
    public void watchDrain(Supplier<Duration> overrun) {
        Gauge.builder("gateway.drain.overrun", () -> overrun.get().toMillis() / 1000.0)
                .description("How much longer than drain.grace and drain.window the drain takes, by its plan or so far")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Adds how often the configuration was read anew, and whether the one that was read last holds. */
    public void watchConfig(LongSupplier reloads, LongSupplier failures, BooleanSupplier upToDate) {
        addReloads("gateway_config_reloads", "Configurations read anew, taken or not", reloads, failures);
        addLastReload("gateway.config.last.reload.successful", upToDate);
    }

    private void addLastReload(String name, BooleanSupplier upToDate) {
        Gauge.builder(name, () -> upToDate.getAsBoolean() ? 1 : 0)
                .description("1 while what was read last is in use, 0 while what was there before is")
                .register(registry);
    }

    private void addReloads(String name, String help, LongSupplier reloads, LongSupplier failures) {
        registry.getPrometheusRegistry().register(() -> CounterSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(reloads("ok", reloads))
                .dataPoint(reloads("failed", failures))
                .build());
    }

    /** Adds how often the keys of tokens were fetched. */
    public void watchKeys(LongSupplier ok, LongSupplier failed) {
        registry.getPrometheusRegistry().register(() -> CounterSnapshot.builder()
                .name("gateway_token_key_fetches")
                .help("Fetches of the set of keys that tokens are checked with")
                .dataPoint(reloads("ok", ok))
                .dataPoint(reloads("failed", failed))
                .build());
    }

    private static CounterDataPointSnapshot reloads(String result, LongSupplier count) {
        return CounterDataPointSnapshot.builder()
                .labels(Labels.of("result", result))
                .value((double) count.getAsLong())
                .build();
    }

    /** What to answer to an Accept header: the text of Prometheus, unless OpenMetrics is asked for. */
    public static String contentTypeFor(@Nullable String accept) {
        return accept != null && accept.contains("application/openmetrics-text") ? OPEN_METRICS : PROMETHEUS_TEXT;
    }

    /** The page in one of the formats of {@link #contentTypeFor}. */
    public String scrape(String contentType) {
        return registry.scrape(contentType);
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private void bindMachine() {
        registry.config().meterFilter(MeterFilter.deny(id -> NAMED_AGAINST_THE_RULES.contains(id.getName())));
        new JvmMemoryMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Gauge.builder("netty.direct.memory.max", PlatformDependent::maxDirectMemory)
                .description("Direct memory that Netty may take at the most")
                .baseUnit("bytes")
                .register(registry);
        if (ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator) {
            allocatorGauge("direct", allocator.metric()::usedDirectMemory);
            allocatorGauge("heap", allocator.metric()::usedHeapMemory);
        }
    }

    private void allocatorGauge(String memoryType, Supplier<Number> used) {
        Gauge.builder("netty.allocator.memory.used", used)
                .description("Memory that Netty's allocator holds")
                .baseUnit("bytes")
                .tag("memory_type", memoryType)
                .register(registry);
    }

    private static Labels labels(Map<String, String> build) {
        Labels.Builder labels = Labels.builder();
        build.forEach(labels::label);
        return labels.build();
    }
}
