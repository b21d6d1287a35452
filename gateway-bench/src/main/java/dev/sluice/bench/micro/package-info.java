/**
 * Micro-benchmarks of the core, run from {@code benchmarks.jar}. Where it makes sense, the same job is done beside it by Netty's own
 * codec: the only use of that one beside {@code peers}. Never part of the server.
 */
@NullMarked
package dev.sluice.bench.micro;

import org.jspecify.annotations.NullMarked;
