/** Webhooks: what happens to sessions and rooms, told to a backend. */
@NullMarked
package dev.sluice.server.hook;

import org.jspecify.annotations.NullMarked;
