/** How the program logs. */
@NullMarked
package dev.sluice.server.log;

import org.jspecify.annotations.NullMarked;
