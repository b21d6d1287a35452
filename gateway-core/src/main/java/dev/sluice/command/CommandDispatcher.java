package dev.sluice.command;

import dev.sluice.auth.PublishCheck;
import dev.sluice.fanout.Seat;
import dev.sluice.lane.Lane;
import dev.sluice.limit.Limits;
import dev.sluice.limit.SharedCount;
import dev.sluice.message.ClientMessage;
import dev.sluice.message.Refusal;
import dev.sluice.message.ServerMessage;
import dev.sluice.metric.LaneMeters;
import dev.sluice.metric.MeterName;
import dev.sluice.room.RoomDirectory;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Hands each message of a client to its command. One for each lane. */
public final class CommandDispatcher {
    private final RoomDirectory rooms;
    private final LaneMeters meters;
    private final JoinCommand join;
    private final LeaveCommand leave;
    private final PublishCommand publish;
    private final HistoryCommand history;
    private final PresenceCommand presence;
    private final BackendCommands backend;

    /** Null where nobody is asked about messages. */
    private @Nullable PublishDesk desk;

    /** The commands of one lane. */
    public CommandDispatcher(RoomDirectory rooms, Limits limits, LaneMeters meters) {
        this.rooms = rooms;
        this.meters = meters;
        this.join = new JoinCommand(rooms, limits, this::refuse);
        this.leave = new LeaveCommand(rooms);
        this.publish = new PublishCommand(rooms);
        this.history = new HistoryCommand(rooms, limits, this::refuse);
        this.presence = new PresenceCommand(rooms, this::refuse);
        this.backend = new BackendCommands(rooms, limits.roomsPerSession());
    }

    /**
     * Has somebody asked about messages to rooms whose rules say so. To be called before there is a member; {@link #tick} is then to be
     * called regularly.
     *
     * @param lane of the clients
     * @param places for messages under way, of all lanes
     */
    public void ask(PublishCheck check, Lane lane, SharedCount places) {
        PublishDesk opened = new PublishDesk(lane, meters, check, places, this::refuse);
        publish.ask(opened);
        desk = opened;
    }

    /** Gives up messages about which nobody has said anything in time. */
    public void tick() {
        if (desk != null) {
            desk.tick();
        }
    }

    /** What others than the client have a member do. */
    public BackendCommands backend() {
        return backend;
    }

    /**
     * Carries a message out; answers go to the member.
     *
     * @param readNanos when the message was read from the socket
     * @throws Refusal if it may not be done
     */
    public void dispatch(Member member, ClientMessage message, long readNanos) {
        if (message instanceof ClientMessage.Publish publication) {
            publish.run(member, publication, readNanos);
        } else if (message instanceof ClientMessage.Join request) {
            join.run(member, request);
        } else if (message instanceof ClientMessage.Leave request) {
            leave.run(member, request);
        } else if (message instanceof ClientMessage.History request) {
            history.run(member, request);
        } else if (message instanceof ClientMessage.Presence request) {
            presence.run(member, request);
        } else if (message instanceof ClientMessage.Ping ping) {
            ping.id().ifPresent(id -> member.reply(new ServerMessage.Pong(id)));
        }
    }

    /** Tells the client that its message was not carried out, and counts it. */
    public void refuse(Member member, Refusal refusal) {
        meters.increment(MeterName.COMMAND_ERRORS);
        member.reply(refusal.reply());
    }

    /** Takes a member out of all its rooms, because its session is over. */
    public void leaveAll(Member member) {
        if (desk != null) {
            desk.forget(member);
        }
        PastRequests past = member.pastRequests();
        if (past != null) {
            past.end();
        }
        for (Seat seat : new ArrayList<>(member.seats().values())) {
            rooms.shardOf(seat.room()).leave(seat, member.id(), () -> {});
        }
        member.seats().clear();
    }
}
