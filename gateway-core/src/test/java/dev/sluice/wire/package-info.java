/** The gateway over real sockets, byte by byte and with clients that others wrote. */
package dev.sluice.wire;
