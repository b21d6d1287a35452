/**
 * Stage 7: takes publications from rooms, encodes each once per lane and wire format, and hands every member one buffer a turn.
 * Crosses lanes once per lane and turn. Owner of each {@link dev.sluice.fanout.FanOut}: its lane.
 */
@NullMarked
package dev.sluice.fanout;

import org.jspecify.annotations.NullMarked;
