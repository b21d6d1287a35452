package dev.sluice.lane;

import dev.sluice.lane.Lane.TurnEnd;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The buffers that one lane has handed to its sockets and that not every socket has taken: memory as it is, so a batch that a
 * thousand members share counts once. A buffer is kept by one reference more, and let go at the end of a turn at which that is
 * the last one. Confined to the lane. Holds a reference for each buffer.
 *
 * <p>Above the high mark the lane should read nothing that brings more; those who wait are called back below half of it.
 */
public final class OutboundBuffers implements Pressure {
    /** What one reader brings at most before it is asked again: Netty reads as much at a time. */
    private static final int READ_BYTES = 64 * 1024;

    /** Old buffers looked at for each one that becomes old: so the look costs the same however many there are. */
    private static final int LOOKS_PER_BUFFER = 4;

    /** Old buffers looked at in a tick: under a millisecond, and all of them where there are no more than usual. */
    private static final int LOOKS_PER_TICK = 16 * 1024;

    private final Lane lane;
    private final long highBytes;
    private final Runnable settle = this::settle;
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    /** Handed out in this turn, in the one before, and earlier: with io_uring a write ends in the next turn at the soonest. */
    private Kept fresh = new Kept();

    private Kept young = new Kept();
    private final Kept old = new Kept();

    /** The one that is going out in slices in this turn, so that it counts once. */
    private @Nullable ByteBuf sliced;

    private boolean announced;
    private int nextLook;
    private long bytes;
    private long reliefs;

    /** @param highBytes from which on nobody should bring more */
    OutboundBuffers(Lane lane, long highBytes) {
        this.lane = lane;
        this.highBytes = highBytes;
    }

    /**
     * A buffer for one connection alone; the caller owns it. Where direct memory has run out it lies on the heap, and then the write
     * fails, so that this connection ends and nobody else notices.
     */
    public static ByteBuf allocateOwn(ByteBufAllocator allocator, int bytes) {
        try {
            return allocator.directBuffer(bytes);
        } catch (OutOfMemoryError exhausted) {
            return Unpooled.buffer(bytes);
        }
    }

    /** Takes the caller's reference to a buffer that others have got theirs to. */
    public void handedOut(ByteBuf buffer) {
        if (!announced) {
            announced = true;
            lane.atEndOfTurn(TurnEnd.SETTLE, settle);
        }
        bytes += buffer.capacity();
        fresh.add(buffer, buffer.capacity());
    }

    /** The same for a buffer of which the caller still needs its reference. */
    public void watch(ByteBuf buffer) {
        handedOut(buffer.retain());
    }

    /** The same for a buffer that goes out in slices, one call for each of them in a row. */
    @SuppressWarnings("ReferenceEquality") // the same memory, not the same bytes
    public void watchSliced(ByteBuf buffer) {
        if (buffer != sliced) {
            sliced = buffer;
            watch(buffer);
        }
    }

    /** Counts memory that no buffer of ours tells of: so many bytes more than at the last call, or fewer. */
    public void recount(long change) {
        bytes += change;
    }

    /** Memory that waits for sockets. */
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean isCongested() {
        return bytes >= highBytes;
    }

    @Override
    public void whenRelieved(Runnable action) {
        waiting.add(action);
        relieve();
    }

    /** Whether somebody waits for less to be there. */
    public boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /** Grows whenever somebody who waited goes on. */
    public long reliefs() {
        return reliefs;
    }

    /** Below it those who wait go on. */
    public long lowBytes() {
        return highBytes / 2;
    }

    /** To be called regularly, because a lane whose publishers wait has no turn that would bring them back. */
    public void tick() {
        settle();
        look(LOOKS_PER_TICK);
        relieve();
    }

    /** Lets every buffer go, because the lane ends and its sockets are closed. */
    public void end() {
        for (Kept kept : List.of(fresh, young, old)) {
            kept.releaseAll();
        }
        bytes = 0;
    }

    private void settle() {
        announced = false;
        sliced = null;
        int before = old.size;
        release(young, old);
        release(fresh, young);
        look(LOOKS_PER_BUFFER * (old.size - before + 1));
        relieve();
    }

    /** Lets go what every socket has taken, and passes the rest on. */
    private void release(Kept from, Kept to) {
        for (int i = 0; i < from.size; i++) {
            ByteBuf buffer = from.buffers[i];
            if (buffer.refCnt() == 1) {
                bytes -= from.bytes[i];
                buffer.release();
            } else {
                to.add(buffer, from.bytes[i]);
            }
            from.buffers[i] = null;
        }
        from.size = 0;
    }

    /** Each of them once at most: the last one takes the place of one that goes, and is looked at there. */
    private void look(int most) {
        for (int left = Math.min(most, old.size); left > 0; left--) {
            if (nextLook >= old.size) {
                nextLook = 0;
            }
            ByteBuf buffer = old.buffers[nextLook];
            if (buffer.refCnt() == 1) {
                bytes -= old.bytes[nextLook];
                old.remove(nextLook);
                buffer.release();
            } else {
                nextLook++;
            }
        }
    }

    private void relieve() {
        // Not all at once: each of them may bring a whole read before the level is looked at again.
        long room = bytes <= lowBytes() ? 1 + (highBytes - bytes) / READ_BYTES : 0;
        for (; room > 0 && !waiting.isEmpty(); room--) {
            reliefs++;
            waiting.remove().run();
        }
    }

    /** Buffers and what each counts, in two arrays that grow and stay. */
    private static final class Kept {
        private static final int FIRST_SIZE = 64;

        private ByteBuf[] buffers = new ByteBuf[FIRST_SIZE];
        private int[] bytes = new int[FIRST_SIZE];
        private int size;

        void add(ByteBuf buffer, int counted) {
            if (size == buffers.length) {
                buffers = Arrays.copyOf(buffers, size * 2);
                bytes = Arrays.copyOf(bytes, size * 2);
            }
            buffers[size] = buffer;
            bytes[size++] = counted;
        }

        void releaseAll() {
            for (int i = 0; i < size; i++) {
                buffers[i].release();
            }
            size = 0;
        }

        void remove(int index) {
            size--;
            buffers[index] = buffers[size];
            bytes[index] = bytes[size];
            buffers[size] = null;
        }
    }
}
