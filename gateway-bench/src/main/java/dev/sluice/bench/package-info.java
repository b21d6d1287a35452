/**
 * What measures the gateway: a load generator in {@code load}, micro-benchmarks in {@code micro}, growth to a million in {@code grow}, other
 * servers to compare it with in {@code peers}. Never needed to run it.
 */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
