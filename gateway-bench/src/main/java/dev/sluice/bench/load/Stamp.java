package dev.sluice.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * What a message says about itself. It is made of letters, so that it may stand in a text and in a JSON string alike; each letter
 * A to P is four bits. Read into the same object again and again, on one thread.
 *
 * <pre>
 *  |@| sender (6) | sequence (10) | intended send time, low 48 bits of nanoseconds (12) |
 * </pre>
 */
final class Stamp {
    static final int BYTES = 29;

    /** Occurs in a message only here: not in JSON's own words, nor in the names of our rooms. */
    private static final byte MARK = '@';

    private static final int SENDER_AT = 1;
    private static final int SENDER_LETTERS = 6;
    private static final int SEQUENCE_AT = SENDER_AT + SENDER_LETTERS;
    private static final int SEQUENCE_LETTERS = 10;
    private static final int TIME_AT = SEQUENCE_AT + SEQUENCE_LETTERS;
    private static final int TIME_LETTERS = 12;
    private static final long TIME_MASK = (1L << (4 * TIME_LETTERS)) - 1;
    private static final int LETTER_BITS = 4;

    private int sender;
    private long sequence;
    private long time;

    /** Who sent the message. */
    int sender() {
        return sender;
    }

    /** The sender's number for the message: 0, 1, 2 and so on. */
    long sequence() {
        return sequence;
    }

    /** The time at which the message should have been sent, on the clock of {@code nowNanos}. */
    long intendedNanos(long nowNanos) {
        return nowNanos - ((nowNanos - time) & TIME_MASK);
    }

    /** Where in the message a stamp begins, or -1. */
    static int find(ByteBuf message) {
        return message.indexOf(message.readerIndex(), message.writerIndex(), MARK);
    }

    /** Reads the stamp at an index; false if it is damaged. */
    boolean read(ByteBuf message, int index) {
        if (message.writerIndex() - index < BYTES || message.getByte(index) != MARK) {
            return false;
        }
        long readSender = letters(message, index + SENDER_AT, SENDER_LETTERS);
        long readSequence = letters(message, index + SEQUENCE_AT, SEQUENCE_LETTERS);
        long readTime = letters(message, index + TIME_AT, TIME_LETTERS);
        sender = (int) readSender;
        sequence = readSequence;
        time = readTime;
        return readSender >= 0 && readSequence >= 0 && readTime >= 0;
    }

    static void write(byte[] out, int index, int sender, long sequence, long intendedNanos) {
        out[index] = MARK;
        letters(out, index + SENDER_AT, SENDER_LETTERS, sender);
        letters(out, index + SEQUENCE_AT, SEQUENCE_LETTERS, sequence);
        letters(out, index + TIME_AT, TIME_LETTERS, intendedNanos);
    }

    private static void letters(byte[] out, int index, int count, long value) {
        long rest = value;
        for (int i = index + count - 1; i >= index; i--) {
            out[i] = (byte) ('A' + (rest & 0xF));
            rest >>>= LETTER_BITS;
        }
    }

    private static long letters(ByteBuf message, int index, int count) {
        long value = 0;
        for (int i = index; i < index + count; i++) {
            int four = message.getByte(i) - 'A';
            if ((four & ~0xF) != 0) {
                return -1;
            }
            value = (value << LETTER_BITS) | four;
        }
        return value;
    }
}
