/**
 * The event loops: a lane is one event loop and all that it owns, and nothing on a lane is ever locked. Every stage runs on lanes;
 * this package alone knows threads and the clock, and knows nothing of rooms or sessions.
 */
@NullMarked
package dev.sluice.lane;

import org.jspecify.annotations.NullMarked;
