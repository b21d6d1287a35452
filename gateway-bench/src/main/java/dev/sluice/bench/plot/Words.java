package dev.sluice.bench.plot;

/**
 * What a plot says in words.
 *
 * @param title stands above it
 * @param description for those who do not see it: what is shown, and what comes out
 */
public record Words(String title, String description) {}
