/** The management port: metrics, health and the server API, on threads of its own. */
@NullMarked
package dev.sluice.server.admin;

import org.jspecify.annotations.NullMarked;
