/** Publishes what the gateway, the JVM and Netty's allocator count, for Prometheus. */
@NullMarked
package dev.sluice.server.metric;

import org.jspecify.annotations.NullMarked;
