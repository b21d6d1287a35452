package dev.sluice.server.config;

import dev.sluice.session.DrainPlan;
import java.time.Duration;

/**
 * How the program goes.
 *
 * @param grace how long connections are taken once {@code /readyz} says that it goes
 * @param plan how fast it lets its clients go after that
 */
public record DrainRules(Duration grace, DrainPlan plan) {}
