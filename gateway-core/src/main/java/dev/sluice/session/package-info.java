/**
 * Stage 3: takes whole messages from {@code transport}, feeds them to the session's conversation, and watches over its life. Names
 * no transport: a session writes through its {@link dev.sluice.session.Link}. Owner: the connection's lane.
 */
@NullMarked
package dev.sluice.session;

import org.jspecify.annotations.NullMarked;
