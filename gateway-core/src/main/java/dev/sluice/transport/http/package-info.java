/** Stage 1, before the upgrade: plain HTTP answers, and which path leads where. Owner: the connection's lane. */
@NullMarked
package dev.sluice.transport.http;

import org.jspecify.annotations.NullMarked;
