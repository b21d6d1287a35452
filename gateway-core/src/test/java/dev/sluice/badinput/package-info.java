/** The table of bad input: what a client may do wrong, what it gets for it, and which counter says so; held over real sockets. */
package dev.sluice.badinput;
