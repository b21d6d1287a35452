package dev.sluice.bench.load;

/**
 * The rooms of one run, by names that no other run has.
 *
 * @param run told apart from other runs by this word
 * @param count how many rooms
 */
record Rooms(String run, int count) {
    /** The path of a raw room. */
    static final String PATH = "/rooms/" + Target.ROOM;

    /** The room in which a connection, or a publisher, of this number is: they are dealt out in turn. */
    int of(int number) {
        return number % count;
    }

    /** The name of a room, plain letters and digits. */
    String name(int room) {
        return "load-" + run + "-" + room;
    }

    /** How many of so many connections, or publishers, are in a room. */
    int share(int room, int total) {
        return (total - room + count - 1) / count;
    }

    /** The path of a connection to a raw room. */
    String path(Target target, int number) {
        return target.pathOr(PATH).replace(Target.ROOM, name(of(number)));
    }
}
