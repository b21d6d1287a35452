/** The management port: metrics and health, on threads of its own. */
@NullMarked
package dev.sluice.server.admin;

import org.jspecify.annotations.NullMarked;
