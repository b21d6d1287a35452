/**
 * The load generator: clients of a WebSocket server that check every message they get. A command reads the options, a
 * {@link dev.sluice.bench.load.LoadRun} takes a {@link dev.sluice.bench.load.Scenario} through its phases on the main thread, and
 * everything of one connection happens on its {@link dev.sluice.bench.load.LoadThread}. Frames are written and read by the
 * gateway's own protocol classes, in the client's role.
 */
@NullMarked
package dev.sluice.bench.load;

import org.jspecify.annotations.NullMarked;
