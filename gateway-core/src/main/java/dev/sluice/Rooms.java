package dev.sluice;

import dev.sluice.lane.Lane;
import dev.sluice.message.PresencePage;
import dev.sluice.message.RoomName;
import dev.sluice.room.HistoryPage;
import dev.sluice.room.HistoryQuery;
import dev.sluice.room.PresenceRequest;
import dev.sluice.room.RoomDirectory;
import dev.sluice.room.RoomShard;
import dev.sluice.room.RoomShardProxy;
import dev.sluice.room.RoomStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * The rooms of a gateway, for threads outside its lanes. Any thread, a lane's too: no method waits.
 *
 * <p>Each call goes to the lane that owns the room and comes back as a future. Calls of one thread to one room are carried out in their
 * order. A bounded number of calls waits for a lane; beyond it, and while the lane's clients are behind with what they have got, a call
 * fails with {@link CallRefused} and has done nothing. A future is completed by a lane, so what hangs on it must not block; whoever
 * waits for one should have a deadline, because a lane may be held up.
 */
public final class Rooms {
    /** Rooms on one page of a list at most. */
    public static final int MOST_LISTED = 1000;

    private final LaneHouse house;
    private final LaneCalls calls;

    Rooms(LaneHouse house, LaneCalls calls) {
        this.house = house;
        this.calls = calls;
    }

    /** Bytes that one message may have: as many as a client's. */
    public int mostMessageBytes() {
        return house.mostMessageBytes();
    }

    /**
     * Publishes a message to all members of a room.
     *
     * @return its offset, in order with what members publish; 0 if the room has no members, so that nobody got it
     * @throws IllegalArgumentException for a message over {@link #mostMessageBytes}
     */
    public CompletableFuture<Long> publish(RoomName room, Outgoing message) {
        return publishOn(house.directoryOf(0).ownerOf(room), List.of(new Post(room, message)))
                .thenApply(offsets -> offsets[0]);
    }

    /**
     * Publishes messages to their rooms: in each room in this order, and those of one room without any other between them. A lane that is
     * behind keeps its rooms from getting theirs, and no others.
     *
     * @return the offset of each; 0 where the room has no members; empty where its lane was behind and the room has not got it
     * @throws IllegalArgumentException for a message over {@link #mostMessageBytes}
     */
    public CompletableFuture<List<OptionalLong>> publish(List<Post> posts) {
        Map<Integer, List<Integer>> byLane = new HashMap<>();
        for (int i = 0; i < posts.size(); i++) {
            int owner = house.directoryOf(0).ownerOf(posts.get(i).room());
            byLane.computeIfAbsent(owner, lane -> new ArrayList<>()).add(i);
        }
        OptionalLong[] all = new OptionalLong[posts.size()];
        List<CompletableFuture<?>> lanes = new ArrayList<>();
        byLane.forEach((owner, places) -> lanes.add(
                publishOn(owner, places.stream().map(posts::get).toList()).handle((offsets, failure) -> {
                    if (failure != null && !isBusy(failure)) {
                        throw new CompletionException(failure);
                    }
                    for (int i = 0; i < places.size(); i++) {
                        all[places.get(i)] = failure == null ? OptionalLong.of(offsets[i]) : OptionalLong.empty();
                    }
                    return places;
                })));
        return CompletableFuture.allOf(lanes.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> List.of(all));
    }

    /** One room, or empty if it is not there. */
    public CompletableFuture<Optional<RoomStatus>> find(RoomName room) {
        int owner = house.directoryOf(0).ownerOf(room);
        return calls.call(
                owner,
                LaneCalls.CALL_BYTES,
                answer -> answer.complete(house.shardOf(owner).onDescribe(room)));
    }

    /**
     * A page of the list of rooms, in the order of their names as Java compares strings. Each lane is asked for its own, so the page is of
     * no single moment: a room that is there all the time is on it.
     *
     * @param prefix that the names begin with; empty: any
     * @param after the name behind which the page begins, as the last one of the page before; empty: from the first
     * @param most rooms on the page, 1 to {@link #MOST_LISTED}
     */
    public CompletableFuture<RoomPage> list(String prefix, String after, int most) {
        if (most < 1 || most > MOST_LISTED) {
            throw new IllegalArgumentException("a page holds 1 to " + MOST_LISTED + " rooms, not " + most);
        }
        List<CompletableFuture<List<RoomStatus>>> parts = new ArrayList<>();
        for (Lane lane : house.lanes()) {
            parts.add(calls.call(
                    lane.index(),
                    LaneCalls.CALL_BYTES,
                    answer -> listOn(lane.index(), answer, shard -> shard.onList(prefix, after, most + 1))));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> merged(parts.stream().flatMap(part -> part.join().stream()), most));
    }

    /** Who is in a room; empty where there is no such room, or it does not know. */
    public CompletableFuture<Optional<PresencePage>> members(RoomName room, PresenceRequest request) {
        return ask(room, (shard, answer) -> shard.presence(room, request, answer::complete));
    }

    /** Messages that a room remembers; it need not have members. */
    public CompletableFuture<HistoryPage> history(RoomName room, HistoryQuery query) {
        return ask(room, (shard, answer) -> shard.history(room, query, answer::complete));
    }

    /** Has a room forget its messages; false if there were none. */
    public CompletableFuture<Boolean> forget(RoomName room) {
        return ask(room, (shard, answer) -> shard.purge(room, answer::complete));
    }

    private void listOn(int lane, CompletableFuture<List<RoomStatus>> answer, Listing listing) {
        RoomShard shard = house.shardOf(lane);
        if (shard.onPrepareList()) {
            answer.complete(listing.of(shard));
        } else {
            calls.callAgain(lane, answer, again -> listOn(lane, again, listing));
        }
    }

    private <T> CompletableFuture<T> ask(RoomName room, BiConsumer<RoomShardProxy, CompletableFuture<T>> question) {
        int owner = house.directoryOf(0).ownerOf(room);
        return calls.call(
                owner,
                LaneCalls.CALL_BYTES,
                answer -> question.accept(house.directoryOf(owner).shardOf(room), answer));
    }

    private static RoomPage merged(Stream<RoomStatus> parts, int most) {
        List<RoomStatus> rooms = parts.sorted(Comparator.comparing(RoomStatus::name))
                .limit(most + 1L)
                .toList();
        return rooms.size() > most ? new RoomPage(rooms.subList(0, most), true) : new RoomPage(rooms, false);
    }

    private CompletableFuture<long[]> publishOn(int owner, List<Post> posts) {
        long bytes = 0;
        for (Post post : posts) {
            if (post.message().bytes() > mostMessageBytes()) {
                throw new IllegalArgumentException("a message has at most " + mostMessageBytes() + " bytes, not "
                        + post.message().bytes());
            }
            bytes += post.message().bytes() + LaneCalls.CALL_BYTES;
        }
        return calls.call(owner, bytes, answer -> {
            Lane lane = house.lanes().get(owner);
            RoomDirectory directory = house.directoryOf(owner);
            if (directory.isCongested() || lane.memory().outbound().isCongested()) {
                throw new CallRefused(CallRefused.Reason.BUSY);
            }
            long now = lane.nowNanos();
            long[] offsets = new long[posts.size()];
            for (int i = 0; i < offsets.length; i++) {
                int place = i;
                Post post = posts.get(i);
                directory
                        .shardOf(post.room())
                        .publish(post.room(), post.message().message(now), offset -> offsets[place] = offset);
            }
            answer.complete(offsets);
        });
    }

    private static boolean isBusy(Throwable failure) {
        return failure instanceof CallRefused refused && refused.reason() == CallRefused.Reason.BUSY;
    }

    /** What is asked of one shard. */
    @FunctionalInterface
    private interface Listing {
        List<RoomStatus> of(RoomShard shard);
    }
}
