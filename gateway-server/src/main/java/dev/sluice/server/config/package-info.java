/**
 * Before stage 1: takes a YAML file, the environment and the command line's settings, and hands a {@link
 * dev.sluice.server.config.ServerConfig} to whoever starts the server; or every problem at once. The only package that reads
 * the environment. Owner: the thread that starts the program; all values are immutable.
 */
@NullMarked
package dev.sluice.server.config;

import org.jspecify.annotations.NullMarked;
