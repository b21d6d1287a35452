/** The whole program, with clients that others wrote: the JDK's, npm's ws, Chromium. */
package dev.sluice.server.program;
