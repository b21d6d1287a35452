/**
 * Counts against limits: what a client may hold and how fast it may send. Never decides what a breach does. Owner: whoever
 * asks, on its own lane; what is called shared, and the counts of addresses, belong to all lanes, and are asked once a connection.
 */
@NullMarked
package dev.sluice.limit;

import org.jspecify.annotations.NullMarked;
