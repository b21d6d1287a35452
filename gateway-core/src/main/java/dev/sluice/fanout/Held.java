package dev.sluice.fanout;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A batch that some members have not got. Holds a reference to the bytes. Confined to the lane. */
final class Held {
    /** What it costs beside its bytes: itself, its marks, its buffer's object. */
    static final int OWN_BYTES = 256;

    final ByteBuf frames;
    final Marks marks;

    /** The number of its first message among all that the backlog has ever held. */
    final long number;

    /** Bytes of all messages before it. */
    final long bytesBefore;

    final long sinceNanos;

    @Nullable
    Held next;

    /** How many members have got everything before it, but not all of it. */
    int standing;

    /** Whether it has been let go. */
    boolean gone;

    Held(ByteBuf frames, Marks marks, long number, long bytesBefore, long sinceNanos) {
        this.frames = frames;
        this.marks = marks;
        this.number = number;
        this.bytesBefore = bytesBefore;
        this.sinceNanos = sinceNanos;
    }

    /** The number behind its last message. */
    long end() {
        return number + marks.size();
    }

    /** Its place for a message in its batch. */
    int indexOf(long message) {
        return (int) (message - number);
    }

    /** Bytes from this message to its end. */
    int bytesFrom(long message) {
        return marks.bytes() - marks.start(indexOf(message));
    }

    void release() {
        gone = true;
        next = null;
        frames.release();
    }
}
