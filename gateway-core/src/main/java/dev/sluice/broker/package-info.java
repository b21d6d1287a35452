/**
 * Stage 6: the seam to other nodes. Takes publications from {@code room}, hands every publication of the cluster back to the room
 * that owns the name. Owner: the room's lane.
 */
@NullMarked
package dev.sluice.broker;

import org.jspecify.annotations.NullMarked;
