/**
 * Counts against limits: what a client may hold and how fast it may send. Never decides what a breach does. Owner: whoever
 * asks, on its own lane.
 */
@NullMarked
package dev.sluice.limit;

import org.jspecify.annotations.NullMarked;
