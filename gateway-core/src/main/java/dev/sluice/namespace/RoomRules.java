package dev.sluice.namespace;

/**
 * What holds in the rooms of a namespace.
 *
 * @param history what a room remembers
 * @param presence whether a room knows its members by name, for those who may ask
 * @param arrivals whether members are told of who arrives and departs; needs presence
 * @param slowConsumer what becomes of a member who reads too slowly
 */
public record RoomRules(HistoryRules history, boolean presence, boolean arrivals, SlowConsumerPolicy slowConsumer) {
    /** The rules of rooms for which nobody made any: open to all, no memory. */
    public static final RoomRules OPEN = new RoomRules(HistoryRules.NONE, false, false, SlowConsumerPolicy.DISCONNECT);
}
