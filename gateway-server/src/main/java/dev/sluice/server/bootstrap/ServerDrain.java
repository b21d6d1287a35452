package dev.sluice.server.bootstrap;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.server.config.DrainRules;
import dev.sluice.session.DrainPlan;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the clients of a program that is about to stop go, and says how far it is. */
final class ServerDrain {
    private static final Logger LOG = LoggerFactory.getLogger(ServerDrain.class);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);

    /** For clients that take their time to answer the close frame. */
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final Gateway gateway;
    private final DrainRules rules;
    private final CountDownLatch hurry = new CountDownLatch(1);

    ServerDrain(Gateway gateway, DrainRules rules) {
        this.gateway = gateway;
        this.rules = rules;
    }

    /** No more patience. Any thread. */
    void hasten() {
        hurry.countDown();
    }

    /**
     * Takes connections for the grace time, and then lets clients go as planned. Returns when none is left, or when it was hastened.
     *
     * @param isWatched whether a balancer may still send somebody, though there is no client now
     */
    void run(boolean isWatched) {
        if (clients() == 0 && !isWatched) {
            return; // nobody would notice
        }
        LOG.atInfo()
                .addKeyValue("clients", clients())
                .addKeyValue("grace", rules.grace().toMillis() + "ms")
                .log("Draining: /readyz answers 503; a second signal hastens");
        if (hurriesWithin(rules.grace()) || clients() == 0) {
            return;
        }
        letGo(clients());
    }

    private void letGo(long clients) {
        DrainPlan plan = rules.plan();
        Duration expected = plan.timeFor(clients);
        LOG.atInfo()
                .addKeyValue("clients", clients)
                .addKeyValue("seconds", expected.toSeconds())
                .log(
                        expected.compareTo(plan.window()) > 0
                                ? "Draining: clients are let go, for longer than drain.window because drain.per-second says so"
                                : "Draining: clients are let go");
        gateway.drain(plan);
        await(expected.plus(MARGIN));
        LOG.atInfo()
                .addKeyValue("clients", clients)
                .addKeyValue("left", clients())
                .log("Drained");
    }

    private void await(Duration atMost) {
        long start = System.nanoTime();
        long lastLine = start;
        while (clients() > 0 && System.nanoTime() - start < atMost.toNanos() && !hurriesWithin(LOOK)) {
            if (System.nanoTime() - lastLine >= BETWEEN_LINES.toNanos()) {
                lastLine = System.nanoTime();
                LOG.atInfo().addKeyValue("clients", clients()).log("Draining");
            }
        }
    }

    private boolean hurriesWithin(Duration time) {
        try {
            return hurry.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private long clients() {
        return gateway.meters().total(MeterName.CONNECTIONS);
    }
}
