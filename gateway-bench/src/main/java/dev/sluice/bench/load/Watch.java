package dev.sluice.bench.load;

/** Who wants to know which time is measured, to read the server's clocks. Called on the main thread, and not to take long. */
public interface Watch {
    /** Nobody. */
    Watch NOBODY = new Watch() {
        @Override
        public void onBegin() {}

        @Override
        public void onEnd() {}
    };

    /** The measured time begins. */
    void onBegin();

    /** The measured time is over; answers may still be on their way. */
    void onEnd();
}
