package dev.sluice.server.program;

import dev.sluice.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Clients that read until they are told to go, and answer that; each on a thread of its own. */
final class Leavers {
    private final List<Integer> codes = new ArrayList<>();
    private final List<Thread> threads;

    /** From now on they read. */
    Leavers(List<RawClient> clients) {
        threads = clients.stream()
                .map(client -> new Thread(() -> readUntilClosed(client)))
                .toList();
        threads.forEach(Thread::start);
    }

    /** Waits until no connection is left; the codes of those that ended with a close frame. */
    List<Integer> codes() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        return codes;
    }

    private void readUntilClosed(RawClient client) {
        try {
            while (true) {
                RawClient.Frame frame = client.readFrame();
                if (frame.isClose()) {
                    synchronized (codes) {
                        codes.add(frame.closeCode());
                    }
                    client.sendClose(frame.closeCode());
                    return;
                }
            }
        } catch (IOException closed) {
            // no close frame: the test sees that one is missing
        }
    }
}
