package dev.sluice.fuzz;

/** Something that reads a stream in pieces. */
interface Subject {
    /** Takes the next piece; what it does not expect is thrown. */
    void read(byte[] stream, int from, int to);

    /** Everything that came of the stream, once nothing more comes. */
    String outcome();
}
