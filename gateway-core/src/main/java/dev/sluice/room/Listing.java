package dev.sluice.room;

import dev.sluice.auth.Identity;
import dev.sluice.message.Present;
import dev.sluice.message.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A list of members that is being made, bounded by their number and by their bytes. */
final class Listing {
    private final List<Present> members = new ArrayList<>();
    private final int mostMembers;
    private final int mostBytes;
    private int bytes;

    private Listing(int mostMembers, int mostBytes) {
        this.mostMembers = mostMembers;
        this.mostBytes = mostBytes;
    }

    static Listing ofAnswer(int mostMembers) {
        return new Listing(mostMembers, PresenceRequest.MOST_BYTES);
    }

    static Listing ofEvent() {
        return new Listing(Movements.MOST_LISTED, Movements.MOST_BYTES);
    }

    /** Takes a member in, unless the list is full. The first one fits however large it is, so that pages go on. */
    boolean add(SessionId session, Identity identity) {
        if (members.size() == mostMembers) {
            return false;
        }
        Present member = new Present(session, identity.user(), identity.info());
        int more = member.bytes();
        if (!members.isEmpty() && bytes + more > mostBytes) {
            return false;
        }
        bytes += more;
        members.add(member);
        return true;
    }

    List<Present> members() {
        return members;
    }

    /** The member that was taken last. */
    Optional<SessionId> last() {
        return members.isEmpty()
                ? Optional.empty()
                : Optional.of(members.get(members.size() - 1).session());
    }
}
