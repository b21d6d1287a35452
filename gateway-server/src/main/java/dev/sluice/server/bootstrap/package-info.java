/** Builds the running program from its configuration: the gateway, the management port, the playground. */
@NullMarked
package dev.sluice.server.bootstrap;

import org.jspecify.annotations.NullMarked;
