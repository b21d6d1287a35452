package dev.sluice.fanout;

import dev.sluice.message.RoomName;

/**
 * Tells members of a room which of its messages they have not got.
 *
 * @param format what they understand; there are no words for it in raw rooms
 */
record GapNotice(RoomName room, WireFormat format, Backlogs lane) {
    /**
     * Sends it, where the member can understand it.
     *
     * @param after the last offset that it has got, or had before; -1: not known
     * @param last the last offset that it will not get
     */
    void tell(Outlet outlet, long after, long last) {
        if (!format.isEnvelope()) {
            return;
        }
        boolean isKnown = after >= 0 && last > after;
        lane.tellGap(outlet, room, isKnown ? after + 1 : 0, isKnown ? last : 0);
    }
}
