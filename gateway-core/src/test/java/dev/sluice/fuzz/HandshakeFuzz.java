package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a connection begins with: a page, a refusal, or the upgrade and what stands behind it. */
class HandshakeFuzz {
    private static final String PAGE = "HTTP/1.1 200 ";
    private static final String UPGRADE = "HTTP/1.1 101 ";

    @FuzzTest
    void any_bytes_get_an_answer_or_time_ends_them(byte[] input) {
        SplitStream stream = new SplitStream(input);
        String answers = stream.readHoweverSplit(Connection::new);
        int upgrade = answers.indexOf(UPGRADE);
        if (upgrade >= 0) {
            int pages = answers.substring(0, upgrade).split(PAGE, -1).length - 1;
            new StrictRequests(stream.bytes()).expectUpgradeBehind(pages);
        }
    }
}
