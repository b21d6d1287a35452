/** Micro-benchmarks of the core, run from {@code benchmarks.jar}. Never part of the server. */
@NullMarked
package dev.sluice.bench.micro;

import org.jspecify.annotations.NullMarked;
