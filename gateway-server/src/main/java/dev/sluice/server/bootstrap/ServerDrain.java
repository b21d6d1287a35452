package dev.sluice.server.bootstrap;

import dev.sluice.Gateway;
import dev.sluice.metric.MeterName;
import dev.sluice.server.config.DrainRules;
import dev.sluice.session.DrainPlan;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

    /** By {@link System#nanoTime}; null before it begins. */
    private volatile @Nullable Long due;

    private volatile Duration plannedOverrun = Duration.ZERO;

    ServerDrain(Gateway gateway, DrainRules rules) {
        this.gateway = gateway;
        this.rules = rules;
    }

    /** No more patience. Any thread. */
    void hasten() {
        hurry.countDown();
    }

    /** How much longer than its grace and its window it takes: by its plan, or so far if that is more. Any thread. */
    Duration overrun() {
        Long end = due;
        Duration late = end == null ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - end);
        return late.compareTo(plannedOverrun) > 0 ? late : plannedOverrun;
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
        due = System.nanoTime() + rules.grace().plus(rules.plan().window()).toNanos();
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
        boolean isOverrun = expected.compareTo(plan.window()) > 0;
        if (isOverrun) {
            plannedOverrun = expected.minus(plan.window());
        }
        LOG.atInfo()
                .addKeyValue("clients", clients)
                .addKeyValue("seconds", expected.toSeconds())
                .log(
                        isOverrun
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
