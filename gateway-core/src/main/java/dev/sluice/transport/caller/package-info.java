/**
 * Stage 1, at the door: who is calling, and whether there is room for him. Takes each connection as it comes, has {@code protocol}
 * read who is behind it, counts it in {@code limit}, and hands its {@link dev.sluice.transport.caller.Caller} to the handlers. Owner:
 * the connection's lane; the counts are shared by all lanes.
 */
@NullMarked
package dev.sluice.transport.caller;

import org.jspecify.annotations.NullMarked;
