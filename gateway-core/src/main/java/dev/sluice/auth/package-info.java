/**
 * Who a client is, which rooms its token opens, and the seam to whoever checks tokens: {@link dev.sluice.auth.Authenticator}, which the
 * embedding program brings. Immutable.
 */
@NullMarked
package dev.sluice.auth;

import org.jspecify.annotations.NullMarked;
