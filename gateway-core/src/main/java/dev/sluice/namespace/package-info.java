/** What holds in which rooms: the rules of each namespace, and which namespace a room's name belongs to. Immutable. */
@NullMarked
package dev.sluice.namespace;

import org.jspecify.annotations.NullMarked;
