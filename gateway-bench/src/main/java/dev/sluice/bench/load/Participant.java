package dev.sluice.bench.load;

/** The life of a connection that lasts as long as its scenario. */
interface Participant extends Life {
    /** Its connection. */
    LoadClient client();
}
