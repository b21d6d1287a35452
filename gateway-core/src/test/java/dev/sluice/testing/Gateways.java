package dev.sluice.testing;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.metric.MeterName;
import dev.sluice.session.Liveness;
import dev.sluice.transport.io.TransportChoice;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Real gateways for tests, each on a port of its own. */
public final class Gateways {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Whoever waits leaves the processors to what he waits for. */
    private static final long BETWEEN_LOOKS_MILLIS = 1;

    /** No ping comes between the frames that a test waits for. */
    private static final Liveness NO_PINGS =
            new Liveness(Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(10));

    private Gateways() {}

    /** Options with a free port on loopback, and no pings for an hour. */
    public static GatewayOptions.Builder options() {
        return GatewayOptions.builder()
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .liveness(NO_PINGS);
    }

    /** A gateway on its defaults otherwise. */
    public static Gateway start() throws IOException {
        return Gateway.start(options().build());
    }

    /** Every transport that this machine allows. */
    public static List<TransportChoice> transports() {
        List<TransportChoice> available = new ArrayList<>(List.of(TransportChoice.NIO));
        if (Epoll.isAvailable()) {
            available.add(TransportChoice.EPOLL);
        }
        if (IoUring.isAvailable()) {
            available.add(TransportChoice.IO_URING);
        }
        return available;
    }

    /** Waits until a counter or gauge has a value, and fails if it never gets there. */
    public static void awaitTotal(Gateway gateway, MeterName meter, long expected) {
        await(meter + " = " + expected, () -> gateway.meters().total(meter) == expected);
    }

    /** Waits for a condition, and fails if it never holds. */
    public static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("never came: " + what);
            }
            try {
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted while waiting for: " + what, e);
            }
        }
    }
}
