package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a connection begins with: a page, a refusal, or the upgrade and what stands behind it. */
class HandshakeFuzz {
    @FuzzTest
    void any_bytes_get_an_answer_or_time_ends_them(byte[] input) {
        new SplitStream(input).readHoweverSplit(Connection::new);
    }
}
