package dev.sluice.server.hook;

import java.util.Locale;

/** What a backend may want to know. */
public enum HookEventType {
    SESSION_OPENED,
    SESSION_CLOSED,
    ROOM_OCCUPIED,
    ROOM_VACATED;

    /** The word on the wire and in the configuration, in kebab-case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
