/** Stage 1, the ground: which TLS the public port speaks. */
@NullMarked
package dev.sluice.transport.tls;

import org.jspecify.annotations.NullMarked;
