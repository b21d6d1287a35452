/**
 * Checks the tokens of clients, which are JWTs, on threads of its own: no lane ever waits for a signature or for a server of keys. Signs
 * some, for trying things out.
 */
@NullMarked
package dev.sluice.server.auth;

import org.jspecify.annotations.NullMarked;
