package dev.sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fanout.Outlet;
import dev.sluice.fanout.Tally;
import dev.sluice.fanout.Waiter;
import dev.sluice.fanout.WireFormat;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.ConnectionDeflate;
import dev.sluice.protocol.deflate.DeflateParameters;
import dev.sluice.protocol.deflate.LaneDeflate;
import dev.sluice.protocol.websocket.FrameParser;
import dev.sluice.protocol.websocket.MessageAssembler;
import dev.sluice.protocol.websocket.MessageRules;
import dev.sluice.protocol.websocket.MessageSink;
import dev.sluice.protocol.websocket.PieceBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** One client's way out that reads the frames it is handed as the client would, and releases them. */
public final class RecordingOutlet implements Outlet {
    private static final int MOST_BYTES = 16 * 1024 * 1024;

    private final ManualLane lane;
    private final WireFormat format;

    /** How the client inflates; null where its format is a plain one. */
    private final @Nullable ConnectionDeflate deflate;

    private final List<String> messages = new ArrayList<>();
    private final List<Integer> deliveries = new ArrayList<>();
    private final List<Long> addresses = new ArrayList<>();
    private final List<Integer> unusedBytes = new ArrayList<>();
    private Runnable onDelivery = () -> {};
    private final List<Waiter> waiters = new ArrayList<>();
    private int deliveriesTaken = Integer.MAX_VALUE;
    private final Queue<Runnable> untaken = new ArrayDeque<>();
    private boolean slow;
    private boolean closed;
    private boolean closedSlow;

    /** A way out on this lane. */
    public RecordingOutlet(ManualLane lane, WireFormat format) {
        this.lane = lane;
        this.format = format;
        this.deflate = format == WireFormat.RAW || format == WireFormat.ENVELOPE ? null : deflate();
    }

    private static ConnectionDeflate deflate() {
        DeflateParameters nothingKept = new DeflateParameters(true, true, OptionalInt.empty(), OptionalInt.empty());
        Compression every = new Compression(true, 1, false, 15);
        return new LaneDeflate(every, UnpooledByteBufAllocator.DEFAULT, MOST_BYTES, (plain, compressed) -> {})
                .connection(nothingKept);
    }

    /** What the client has got: texts as they are, bytes in hexadecimal behind {@code 0x}. */
    public List<String> messages() {
        return messages;
    }

    /** How many bytes of each buffer hold nothing for this client. */
    public List<Integer> unusedBytes() {
        return unusedBytes;
    }

    /** How many messages each buffer brought. */
    public List<Integer> deliveries() {
        return deliveries;
    }

    /** Where the bytes of each buffer lay. */
    public List<Long> addresses() {
        return addresses;
    }

    /** Does this in each delivery that comes from now on. */
    public void onDelivery(Runnable action) {
        onDelivery = action;
    }

    /** From here on the client takes only what {@link #take} makes it take. */
    public void beSlow() {
        slow = true;
    }

    /** The client takes all that has been delivered. */
    public void take() {
        for (Runnable action = untaken.poll(); action != null; action = untaken.poll()) {
            lane.execute(action);
        }
    }

    /** Whether somebody waits for the client to take what it has got. */
    public boolean isWaitedFor() {
        return !untaken.isEmpty();
    }

    /** Whether the gateway has had enough of this reader. */
    public boolean isClosedSlow() {
        return closedSlow;
    }

    /** From here on any delivery is an error. */
    public void close() {
        closed = true;
    }

    /** From here on the client takes so many deliveries, of those that wait for it first, and is behind then. */
    public void fallBehindAfter(int deliveriesToTake) {
        deliveriesTaken = deliveriesToTake;
        waiters.removeIf(waiter -> !isBehind() && waiter.onCaughtUp());
    }

    /** The client takes whatever comes. */
    public void catchUp() {
        fallBehindAfter(Integer.MAX_VALUE);
    }

    /** Bytes that rooms hold back. */
    public long waitingBytes() {
        return waiters.stream().mapToLong(Waiter::waitingBytes).sum();
    }

    @Override
    public boolean isBehind() {
        return deliveriesTaken == 0;
    }

    @Override
    public void addWaiter(Waiter waiter) {
        assertThat(isBehind()).as("behind").isTrue();
        waiters.add(waiter);
    }

    @Override
    public void removeWaiter(Waiter waiter) {
        waiters.remove(waiter);
    }

    @Override
    public void whenTaken(Runnable action) {
        untaken.add(action);
        if (!slow) {
            take();
        }
    }

    @Override
    public void closeSlow() {
        closedSlow = true;
    }

    @Override
    public WireFormat format() {
        return format;
    }

    @Override
    public void deliver(ByteBuf frames, Tally tally) {
        assertThat(lane.isCurrent()).as("on the client's lane").isTrue();
        assertThat(closed).as("closed").isFalse();
        Reader reader = new Reader();
        unusedBytes.add(frames.capacity() - frames.readableBytes());
        addresses.add(frames.memoryAddress() + frames.readerIndex());
        try {
            new FrameParser(FrameParser.Role.FROM_SERVER, deflate != null)
                    .read(
                            frames,
                            new MessageAssembler(
                                    new MessageRules(UnpooledByteBufAllocator.DEFAULT, MOST_BYTES, 0, PieceBudget.NONE),
                                    reader,
                                    deflate));
        } finally {
            frames.release();
        }
        assertThat(tally).isEqualTo(new Tally(reader.texts, reader.binaries));
        assertThat(tally.messages()).as("messages in a delivery").isPositive();
        deliveries.add(tally.messages());
        deliveriesTaken--;
        onDelivery.run();
    }

    private final class Reader implements MessageSink {
        private int texts;
        private int binaries;

        @Override
        public void onText(ByteBuf payload) {
            texts++;
            messages.add(payload.toString(StandardCharsets.UTF_8));
        }

        @Override
        public void onBinary(ByteBuf payload) {
            binaries++;
            messages.add("0x" + Bytes.toHex(payload));
        }

        @Override
        public void onPing(ByteBuf payload) {
            throw new AssertionError("a ping in a batch");
        }

        @Override
        public void onPong(ByteBuf payload) {
            throw new AssertionError("a pong in a batch");
        }

        @Override
        public void onClose(int code, String reason) {
            throw new AssertionError("a close frame in a batch");
        }
    }
}
