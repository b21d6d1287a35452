/** The commands that a person types. */
@NullMarked
package dev.sluice.server.cli;

import org.jspecify.annotations.NullMarked;
