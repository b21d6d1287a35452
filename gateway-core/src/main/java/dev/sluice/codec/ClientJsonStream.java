package dev.sluice.codec;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * One parser for many messages, fed with one after the other: to make a parser costs more than to read a message. Whoever has not read a
 * message to its end, for whatever reason, must {@link #forget} the parser. Confined to one lane.
 */
final class ClientJsonStream {
    /** The parser keeps the names of all fields that it has seen; so it is forgotten after this many bytes. */
    private static final int MOST_BYTES = 64 * 1024;

    private final ClientJson json;
    private @Nullable JsonParser parser;
    private Feed feed = new Feed();

    /** @param json makes the parsers */
    ClientJsonStream(ClientJson json) {
        this.json = json;
    }

    /** A parser that stands before the first bytes of an array and finds nothing behind them. */
    JsonParser parser(byte[] bytes, int length) throws IOException {
        JsonParser kept = parser;
        if (kept == null || feed.taken() > MOST_BYTES) {
            forget();
            feed = new Feed();
            kept = json.parser(feed);
            parser = kept;
        }
        feed.next(bytes, length);
        return kept;
    }

    /** What the parser calls the offset of the message's first byte. */
    long start() {
        return feed.start;
    }

    /** Makes a new parser for the next message, of the buffers of this one. */
    void forget() throws IOException {
        JsonParser old = parser;
        parser = null;
        if (old != null) {
            old.close();
        }
    }

    /** The bytes of a message, and then an end that is none once there is another message. */
    private static final class Feed extends InputStream {
        private byte[] bytes = {};
        private int position;
        private int length;
        private long start;

        void next(byte[] message, int messageLength) {
            start = taken(); // the parser may have left white space of the last message, and does not count it
            bytes = message;
            position = 0;
            length = messageLength;
        }

        long taken() {
            return start + position;
        }

        @Override
        public int read() {
            return position < length ? bytes[position++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] into, int offset, int most) {
            int count = Math.min(most, length - position);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(bytes, position, into, offset, count);
            position += count;
            return count;
        }
    }
}
