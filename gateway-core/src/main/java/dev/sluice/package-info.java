/** The way in for programs that embed the gateway: start, stop, options. Wires everything and decides nothing. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
