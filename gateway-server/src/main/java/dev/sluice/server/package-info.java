/** The program: reads the command line, and starts what was asked for. */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;
