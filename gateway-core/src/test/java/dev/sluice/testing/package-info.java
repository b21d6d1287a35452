/** What tests share: the watch for leaked buffers, and doubles that other modules' tests borrow too. */
package dev.sluice.testing;
