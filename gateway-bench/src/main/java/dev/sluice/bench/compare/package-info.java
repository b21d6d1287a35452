/**
 * The comparison: starts each server in a process of its own, drives it with {@link dev.sluice.bench.load.Drive} from this one, reads
 * its CPU time and memory, and writes {@code results.json} and {@code report.html}. Takes the peers' programs from
 * {@code gateway-bench/peers}. Runs on the main thread.
 */
@NullMarked
package dev.sluice.bench.compare;

import org.jspecify.annotations.NullMarked;
