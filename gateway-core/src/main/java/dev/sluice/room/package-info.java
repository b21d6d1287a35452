/**
 * Stage 5: takes joins, leaves and messages, gives them their order, hands publications to the broker and on to fan-out. A room is
 * owned by one lane, the hash of its name says which. Owner: the room's lane.
 */
@NullMarked
package dev.sluice.room;

import org.jspecify.annotations.NullMarked;
