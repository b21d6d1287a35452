package dev.sluice.session;

import dev.sluice.room.RoomDirectory;

/** Stops reading from a publisher while the lanes behind it are behind. Confined to the session's lane. */
final class PublishingBrake {
    private final RoomDirectory rooms;
    private final Link link;
    private boolean on;

    PublishingBrake(RoomDirectory rooms, Link link) {
        this.rooms = rooms;
        this.link = link;
    }

    /** To be called behind every message. */
    void check() {
        if (!on && rooms.isCongested()) {
            on = true;
            link.pauseReading();
            rooms.whenRelieved(this::release);
        }
    }

    private void release() {
        on = false;
        link.resumeReading();
    }
}
