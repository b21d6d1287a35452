package dev.sluice.bench.load;

import dev.sluice.protocol.websocket.Opcode;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of the scenarios that send messages. Filled in by the command line; checked by {@link #check}. */
final class TrafficOptions {
    /** The stamp, and a little to spare. */
    private static final int LEAST_SIZE = 32;

    private static final int MOST_SIZE = 16 * 1024 * 1024;
    private static final int MOST_WINDOW = 65_536;

    /** Messages of one connection in flight, all together: more is a test of our own memory. */
    private static final long MOST_BYTES_IN_FLIGHT = 64L * 1024 * 1024;

    private static final double MOST_PER_SECOND = 1e8;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            description = "Payload of a message, " + LEAST_SIZE + " or more (default: ${DEFAULT-VALUE}).")
    private int size = 64;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = {
                "Open loop: messages a second in all, each at a time fixed beforehand, from which its latency counts.",
                "0: closed loop (default)."
            })
    private double rate;

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Closed loop: messages that each sender keeps in flight (default: ${DEFAULT-VALUE}).")
    private int window = 1;

    @Option(names = "--binary", description = "Binary messages in place of text.")
    private boolean binary;

    void check() {
        BadOption.unless(
                size >= LEAST_SIZE && size <= MOST_SIZE,
                "--size must be " + LEAST_SIZE + " to " + MOST_SIZE + " bytes");
        BadOption.unless(rate >= 0 && rate <= MOST_PER_SECOND, "--rate must be 0 to 100 million a second");
        BadOption.unless(window >= 1 && window <= MOST_WINDOW, "--window must be 1 to " + MOST_WINDOW);
        BadOption.unless((long) window * size <= MOST_BYTES_IN_FLIGHT, "--window times --size must be at most 64 MiB");
        BadOption.unless(rate == 0 || window == 1, "--rate (open loop) and --window (closed loop) exclude each other");
    }

    boolean isBinary() {
        return binary;
    }

    Traffic traffic() {
        return new Traffic(size, rate, window, binary ? Opcode.BINARY : Opcode.TEXT);
    }

    String headline() {
        String kind = size + " bytes " + (binary ? "binary" : "text");
        return rate > 0 ? kind + ", " + Report.number(rate) + "/s" : kind + ", " + window + " in flight each";
    }

    void describe(Map<String, Object> options) {
        options.put("size", size);
        options.put("rate", rate);
        options.put("window", window);
        options.put("binary", binary);
    }
}
