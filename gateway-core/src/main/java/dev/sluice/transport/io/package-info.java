/** Stage 1, the ground: which of the kernel's interfaces moves the bytes. */
@NullMarked
package dev.sluice.transport.io;

import org.jspecify.annotations.NullMarked;
