/**
 * Who a client is, which rooms its token opens, and the seams to whoever checks tokens and messages: {@link dev.sluice.auth.Authenticator}
 * and {@link dev.sluice.auth.PublishPolicy}, which the embedding program brings. Immutable.
 */
@NullMarked
package dev.sluice.auth;

import org.jspecify.annotations.NullMarked;
