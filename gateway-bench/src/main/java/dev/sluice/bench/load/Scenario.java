package dev.sluice.bench.load;

/** What the connections do, in the phases of a {@link LoadRun}. Called on the main thread, which may wait. */
interface Scenario {
    /** Its name, as in the command. */
    String name();

    /** How many connections it holds at most. */
    int connections();

    /** Makes a connection, 0 to {@link #connections} less one, not yet open. Called on that connection's thread. */
    LoadClient client(int number, LoadThread thread);

    /** Whether what is open is ready for the traffic. */
    default boolean isReady() throws InterruptedException {
        return true;
    }

    /** The traffic begins; the window's times are all ahead. */
    default void start(Window window) throws InterruptedException {}

    /** Whether nothing more can happen, long before the time is over. */
    default boolean isOver(Tally tally) {
        return tally.open() == 0;
    }

    /** The traffic ends: nothing new is sent. */
    default void stop() throws InterruptedException {}

    /** Whether everything that was sent has arrived. */
    default boolean isDrained() throws InterruptedException {
        return true;
    }

    /** Counts what has not arrived, and now will not. */
    default void settle() throws InterruptedException {}

    /** Begins the closing handshake of whatever is open. */
    void close() throws InterruptedException;

    /** Cuts what has not closed. */
    void cut() throws InterruptedException;

    /** What a line of progress shows, as a rate. */
    default Count progress() {
        return Count.RECEIVED;
    }
}
