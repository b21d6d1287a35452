package dev.sluice.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.codec.JsonMessageCodec;
import dev.sluice.lane.Departures;
import dev.sluice.message.Message;
import dev.sluice.message.PayloadType;
import dev.sluice.message.Publication;
import dev.sluice.message.RoomName;
import dev.sluice.message.SessionId;
import dev.sluice.metric.LaneMeters;
import dev.sluice.namespace.NamespaceBook;
import dev.sluice.namespace.Namespaces;
import dev.sluice.namespace.RoomRules;
import dev.sluice.namespace.SlowConsumerPolicy;
import dev.sluice.protocol.deflate.DeflatingWriter;
import dev.sluice.testing.ManualLane;
import dev.sluice.testing.ManualLanes;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A delivery to a member makes no object of ours: what a turn makes is the same, however many members it serves. */
class DeliveryAllocationTest {
    private static final int MEMBERS = 10_000;
    private static final int TURNS = 40;
    private static final int WARM_UP_TURNS = 10;
    private static final int TOGETHER = 4;
    private static final int OBJECT_BYTES = 16;

    private final ManualLanes lanes = new ManualLanes(1);
    private final ManualLane lane = lanes.lane(0);
    private final List<FanOut> all = new ArrayList<>();
    private final FanOut fanOut = new FanOut(
            lane,
            new LaneMeters(),
            new PublicationEncoder(new JsonMessageCodec(), new DeflatingWriter(1, (plain, compressed) -> {})),
            new SharingAllocator(),
            new Departures(lane, lanes.all(), null),
            all);
    private final RoomName room = new RoomName("lobby");
    private @Nullable Object kept;
    private @Nullable String collapseKey;

    @ParameterizedTest
    @EnumSource
    void a_delivery_allocates_nothing(WireFormat format) {
        assertThat(bytesPerDelivery(format, () -> {})).isLessThan(1);
    }

    @ParameterizedTest
    @EnumSource
    void nor_does_one_that_might_have_to_wait(SlowConsumerPolicy policy) {
        RoomRules rules = RoomRules.builder().slowConsumer(policy).build();
        fanOut.allowDrops(new NamespaceBook(new Namespaces(rules)), 1024 * 1024);
        assertThat(bytesPerDelivery(WireFormat.RAW, () -> {})).isLessThan(1);
    }

    @Test
    void nor_does_one_of_a_message_that_may_take_the_place_of_others() {
        RoomRules rules =
                RoomRules.builder().slowConsumer(SlowConsumerPolicy.KEEP_LATEST).build();
        fanOut.allowDrops(new NamespaceBook(new Namespaces(rules)), 1024 * 1024);
        collapseKey = "EUR/USD";
        assertThat(bytesPerDelivery(WireFormat.RAW, () -> {})).isLessThan(1);
    }

    @Test
    void one_object_for_each_delivery_would_be_seen() {
        assertThat(bytesPerDelivery(WireFormat.RAW, () -> kept = new Object[0])).isGreaterThanOrEqualTo(OBJECT_BYTES);
        assertThat(kept).isNotNull();
    }

    private double bytesPerDelivery(WireFormat format, Runnable onDelivery) {
        all.add(fanOut);
        Seat publisher = new Seat(room, new Sink(format, onDelivery), 0);
        lane.turn(() -> {
            fanOut.seat(publisher);
            for (int i = 1; i < MEMBERS; i++) {
                fanOut.seat(new Seat(room, new Sink(format, onDelivery), 0));
            }
        });
        ByteBuf payload = Unpooled.copiedBuffer(new byte[64]);
        Message message = Message.borrowing(PayloadType.BINARY, payload, new SessionId(1, 1), publisher, 0);
        Message sent = collapseKey == null ? message : message.collapsing(collapseKey);
        Publication publication = new Publication(room, 1, sent);
        int[] membersByLane = {MEMBERS};
        Runnable publications = () -> {
            for (int i = 0; i < TOGETHER; i++) {
                fanOut.publish(publication, membersByLane);
            }
        };
        runTurns(WARM_UP_TURNS, publications);
        long before = allocatedBytes();
        runTurns(TURNS, publications);
        return (double) (allocatedBytes() - before) / TURNS / MEMBERS;
    }

    private void runTurns(int count, Runnable publications) {
        for (int i = 0; i < count; i++) {
            lane.turn(publications);
        }
    }

    /** What this thread has ever allocated; asked by name, because the interface that has it belongs to one JVM. */
    private static long allocatedBytes() {
        try {
            return (long) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName(ManagementFactory.THREAD_MXBEAN_NAME),
                            "getThreadAllocatedBytes",
                            new Object[] {Thread.currentThread().getId()},
                            new String[] {long.class.getName()});
        } catch (JMException e) {
            throw new AssertionError("this JVM does not count what a thread allocates", e);
        }
    }

    /** A member without a socket. */
    private record Sink(WireFormat format, Runnable onDelivery) implements Outlet {
        @Override
        public void deliver(ByteBuf frames, Tally tally) {
            onDelivery.run();
            frames.release();
        }
    }

    /** Buffers whose duplicates are they themselves: so Netty's own object for each is not counted as ours. */
    private static final class SharingAllocator extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            return new SharingBuffer(initialCapacity, maxCapacity);
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            return UnpooledByteBufAllocator.DEFAULT.heapBuffer(initialCapacity, maxCapacity);
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }

    private static final class SharingBuffer extends UnpooledDirectByteBuf {
        SharingBuffer(int initialCapacity, int maxCapacity) {
            super(UnpooledByteBufAllocator.DEFAULT, initialCapacity, maxCapacity);
        }

        @Override
        public ByteBuf retainedDuplicate() {
            retain();
            return this;
        }
    }
}
