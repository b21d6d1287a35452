package dev.sluice.bench.compare;

import dev.sluice.bench.load.Drive;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What every server is put to. Payloads are 64 bytes of text. */
enum Workload {
    ECHO_50X1("Echo, 50 connections, 1 in flight", "messages", Metric.CPU, Metric.RATE),
    ECHO_50X16("Echo, 50 connections, 16 in flight", "messages", Metric.CPU, Metric.RATE),
    ECHO_1000X1("Echo, 1,000 connections, 1 in flight", "messages", Metric.CPU, Metric.RATE),
    FAN_1000X1("One room of 1,000 members, 1 message in flight", "deliveries", Metric.CPU, Metric.RATE),
    FAN_1000X8("One room of 1,000 members, 8 messages in flight", "deliveries", Metric.CPU, Metric.RATE),
    ROOMS_100X10("100 rooms of 10 members, a publisher in each", "deliveries", Metric.CPU, Metric.RATE),
    LATENCY(
            "Latency of a delivery at a fixed rate, one room of 1,000 members",
            "deliveries",
            Metric.P50,
            Metric.P99,
            Metric.P999),
    CONNECT("Handshakes, 50 at a time", "handshakes", Metric.CPU, Metric.RATE),
    IDLE_5000("Memory with 5,000 idle connections in one room", "connections", Metric.RSS_EACH);

    private static final int FEW = 50;
    private static final int MANY = 1_000;
    private static final int IDLERS = 5_000;
    private static final int ROOMS = 100;

    /** A quick run shows that all works; it takes a tenth of the crowd. */
    private static final int QUICK_SHARE = 10;

    private final String title;
    private final String things;

    @SuppressWarnings("ImmutableEnumChecker") // of List.of
    private final List<Metric> plots;

    Workload(String title, String things, Metric... plots) {
        this.title = title;
        this.things = things;
        this.plots = List.of(plots);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String title() {
        return title;
    }

    /** What is counted. */
    String things() {
        return things;
    }

    /** What the report shows of it. */
    List<Metric> plots() {
        return plots;
    }

    int connections(boolean quick) {
        int share = quick ? QUICK_SHARE : 1;
        return switch (this) {
            case ECHO_50X1, ECHO_50X16, CONNECT -> FEW;
            case ECHO_1000X1, FAN_1000X1, FAN_1000X8, ROOMS_100X10, LATENCY -> MANY / share;
            case IDLE_5000 -> IDLERS / share;
        };
    }

    /**
     * What the load generator does.
     *
     * @param rate messages a second of an open loop
     */
    Drive.Job job(boolean quick, double rate) {
        int connections = connections(quick);
        return switch (this) {
            case ECHO_50X1, ECHO_1000X1 -> new Drive.Echo(connections, 1);
            case ECHO_50X16 -> new Drive.Echo(connections, 16);
            case FAN_1000X1 -> new Drive.Fanout(connections, 1, 1);
            case FAN_1000X8 -> new Drive.Fanout(connections, 1, 8);
            case ROOMS_100X10 -> new Drive.Fanout(connections, quick ? ROOMS / QUICK_SHARE : ROOMS, 1);
            case LATENCY -> new Drive.Paced(connections, rate);
            case CONNECT -> new Drive.Connect(connections);
            case IDLE_5000 -> new Drive.Idle(connections);
        };
    }

    static Optional<Workload> of(String id) {
        return Arrays.stream(values())
                .filter(workload -> workload.id().equals(id))
                .findFirst();
    }
}
