/** The load generator: the clients, what they do, and the report. */
@NullMarked
package dev.sluice.bench;

import org.jspecify.annotations.NullMarked;
