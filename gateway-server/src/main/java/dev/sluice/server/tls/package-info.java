/**
 * Reads certificates and keys from files, says what is wrong with them, and renews them while the server runs. Takes file names from
 * {@code config}, hands contexts to the gateway. Owner: the thread that starts the program, then one of its own.
 */
@NullMarked
package dev.sluice.server.tls;

import org.jspecify.annotations.NullMarked;
