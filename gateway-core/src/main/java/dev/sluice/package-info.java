/** The embeddable gateway: wires every stage together, and holds no logic of its own. */
@NullMarked
package dev.sluice;

import org.jspecify.annotations.NullMarked;
