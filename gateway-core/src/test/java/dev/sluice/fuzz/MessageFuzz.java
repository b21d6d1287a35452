package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any frames are messages within the limits or a violation, and the same ones however they are split. */
class MessageFuzz {
    @FuzzTest
    void frames_are_messages_or_a_violation(byte[] input) {
        SplitStream stream = new SplitStream(input);
        // The variant without a limit of fragments: what is gathered is bounded all the same.
        int mostFragments = stream.variant() ? 0 : Messages.MOST_FRAGMENTS;
        stream.readHoweverSplit(() -> new Messages(mostFragments));
    }
}
