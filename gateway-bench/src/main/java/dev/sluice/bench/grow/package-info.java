/**
 * How memory and cost grow with members and rooms: sessions, rooms and fan-out as they are, a million of them in one process, on links
 * that lead nowhere. Named by nobody but whoever runs it.
 */
@NullMarked
package dev.sluice.bench.grow;

import org.jspecify.annotations.NullMarked;
