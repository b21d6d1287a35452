/** The words that all stages share: names, positions, messages. Immutable, and checked when they are made. */
@NullMarked
package dev.sluice.message;

import org.jspecify.annotations.NullMarked;
