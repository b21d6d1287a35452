/**
 * Servers that others would write, to hold ours against: each an echo, small, and run from {@code benchmarks.jar}. Never part of the
 * server.
 */
@NullMarked
package dev.sluice.bench.peers;

import org.jspecify.annotations.NullMarked;
