/** What measures the gateway: a load generator in {@code load}, micro-benchmarks in {@code micro}. Never needed to run it. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
