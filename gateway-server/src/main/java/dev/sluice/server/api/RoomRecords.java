package dev.sluice.server.api;

import dev.sluice.message.RoomName;
import java.util.concurrent.CompletableFuture;

/** What a room knows beside its order: who is in it, and what was said. Each answer comes as a {@link ApiRoute.Handler}'s does. */
interface RoomRecords {
    /** A gateway that keeps neither. */
    RoomRecords NONE = new RoomRecords() {
        @Override
        public CompletableFuture<ApiAnswer> members(RoomName room, ApiRequest request) {
            throw new Problem(ProblemCode.UNAVAILABLE, "rooms of this server do not know their members by name");
        }

        @Override
        public CompletableFuture<ApiAnswer> history(RoomName room, ApiRequest request) {
            throw new Problem(ProblemCode.UNAVAILABLE, "rooms of this server remember nothing");
        }

        @Override
        public CompletableFuture<ApiAnswer> forget(RoomName room, ApiRequest request) {
            throw new Problem(ProblemCode.UNAVAILABLE, "rooms of this server remember nothing");
        }
    };

    /** {@code GET /api/rooms/{room}/members}. */
    CompletableFuture<ApiAnswer> members(RoomName room, ApiRequest request);

    /** {@code GET /api/rooms/{room}/history}. */
    CompletableFuture<ApiAnswer> history(RoomName room, ApiRequest request);

    /** {@code DELETE /api/rooms/{room}/history}. */
    CompletableFuture<ApiAnswer> forget(RoomName room, ApiRequest request);
}
