package dev.sluice.server.config;

import dev.sluice.limit.Limits;
import dev.sluice.limit.Rate;
import java.time.Duration;

/** The settings of what several sessions may do together, and for how long. None by default: what is much depends on what a server is for. */
final class SharedSettings {
    /** To a million: more than one connection can bring, and many need. */
    private static final WholeNumber MESSAGES = new WholeNumber(0, 1_000_000);

    private static final Size BYTES = new Size(0, Size.GIB);

    static final Setting<Integer> USER_SESSIONS = new Setting<>(
            "limits.sessions-per-user",
            new WholeNumber(0, 1_000_000),
            0,
            "sessions that one user may have open; 0: no limit");
    static final Setting<Integer> USER_MESSAGES = new Setting<>(
            "limits.messages-per-second-per-user",
            MESSAGES,
            0,
            "messages that all sessions of one user may send a second; 0: no limit");
    static final Setting<Integer> USER_BYTES = new Setting<>(
            "limits.bytes-per-second-per-user",
            BYTES,
            0,
            "payload bytes that all sessions of one user may send a second; 0: no limit");
    static final Setting<Integer> IP_MESSAGES = new Setting<>(
            "limits.messages-per-second-per-ip",
            MESSAGES,
            0,
            "messages that all sessions from one address may send a second; 0: no limit");
    static final Setting<Integer> IP_BYTES = new Setting<>(
            "limits.bytes-per-second-per-ip",
            BYTES,
            0,
            "payload bytes that all sessions from one address may send a second; 0: no limit");

    // None: only who scales out and in needs it.
    static final Setting<Duration> CONNECTION_AGE = new Setting<>(
            "limits.connection-age",
            new Time(Duration.ZERO, Duration.ofDays(365)),
            Duration.ZERO,
            "how long a session may last, a tenth more or less; 0s: as long as it likes");

    private SharedSettings() {}

    static void read(Written written, Limits.Builder limits) {
        limits.connectionAge(written.valueOf(CONNECTION_AGE));
        limits.sessionsPerUser(written.valueOf(USER_SESSIONS))
                .perUser(new Rate(written.valueOf(USER_MESSAGES), written.valueOf(USER_BYTES)))
                .perIp(new Rate(written.valueOf(IP_MESSAGES), written.valueOf(IP_BYTES)));
    }
}
