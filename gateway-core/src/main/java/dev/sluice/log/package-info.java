/**
 * What may go into a log line, and how often: strings of clients are bounded and escaped, and an event that clients can cause is
 * told now and then with a count. Imports nothing; the embedding program chooses the logger.
 */
@NullMarked
package dev.sluice.log;

import org.jspecify.annotations.NullMarked;
