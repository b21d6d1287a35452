package dev.sluice;

import dev.sluice.message.RoomName;
import java.util.concurrent.TimeUnit;

/** The sample of docs/server-api.md, word by word: {@link AnnouncerTest} holds the two equal, and runs it. */
final class Announcer {
    private Announcer() {}

    // sample:start
    static long announce(Gateway gateway, String text) throws Exception {
        RoomName lobby = new RoomName("lobby");
        int members = gateway.rooms().list("lob", "", 10).get(5, TimeUnit.SECONDS).rooms().stream()
                .mapToInt(room -> room.members())
                .sum();
        Outgoing message = Outgoing.json("{\"text\":\"" + text + "\",\"members\":" + members + "}");
        return gateway.rooms().publish(lobby, message).get(5, TimeUnit.SECONDS); // its offset
    }
    // sample:end
}
