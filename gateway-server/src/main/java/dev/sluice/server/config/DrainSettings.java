package dev.sluice.server.config;

import dev.sluice.session.DrainPlan;
import java.time.Duration;

/** The settings of a drain. */
final class DrainSettings {
    // Two looks of a balancer that looks every other second, and one that got lost.
    static final Setting<Duration> GRACE = new Setting<>(
            "drain.grace",
            new Time(Duration.ZERO, Duration.ofMinutes(10)),
            Duration.ofSeconds(5),
            "from SIGTERM, and 503 at /readyz, to the end of the listener");

    // A minute for ten thousand clients is what their new server sees as a hundred and seventy handshakes a second.
    static final Setting<Duration> WINDOW = new Setting<>(
            "drain.window",
            new Time(Duration.ZERO, Duration.ofHours(1)),
            Duration.ofSeconds(60),
            "over which clients are let go");

    // What one small server takes of TLS handshakes beside its work.
    static final Setting<Integer> PER_SECOND = new Setting<>(
            "drain.per-second",
            new WholeNumber(1, 1_000_000),
            500,
            "clients that are let go in a second at most, even if that takes longer than the window");

    private DrainSettings() {}

    static DrainRules rules(Written written) {
        return new DrainRules(
                written.valueOf(GRACE), new DrainPlan(written.valueOf(WINDOW), written.valueOf(PER_SECOND)));
    }
}
