/** Who a client is and which rooms its token opens. Words only: tokens are checked by whoever embeds the gateway. Immutable. */
@NullMarked
package dev.sluice.auth;

import org.jspecify.annotations.NullMarked;
