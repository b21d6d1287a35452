package dev.sluice;

import dev.sluice.metric.MeterReading;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/** A running gateway: lanes, rooms and the public port. All methods may be called from any thread but a lane's. */
public final class Gateway implements AutoCloseable {
    private Gateway() {}

    /** Binds the public port and starts the lanes; throws {@link IOException} when the address cannot be had. */
    public static Gateway start(GatewayOptions options) throws IOException {
        throw new UnsupportedOperationException("not there yet " + options);
    }

    /** The public address, with the port that was taken. */
    public InetSocketAddress address() {
        throw new UnsupportedOperationException();
    }

    /** The transport in use and why, such as {@code "epoll (io_uring: not permitted)"}. */
    public String transport() {
        throw new UnsupportedOperationException();
    }

    /** All counters, summed over the lanes. */
    public MeterReading meters() {
        throw new UnsupportedOperationException();
    }

    /** Whether every lane runs a task within this time. Blocks for at most that long. */
    public boolean answersWithin(Duration time) {
        throw new UnsupportedOperationException("" + time);
    }

    /** Stops accepting, closes every session with 1012 and waits for them, at most this long; then cuts the rest. */
    public void stop(Duration patience) {
        throw new UnsupportedOperationException("" + patience);
    }

    /** {@link #stop} with five seconds of patience. */
    @Override
    public void close() {
        stop(Duration.ofSeconds(5));
    }
}
