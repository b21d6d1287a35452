package dev.sluice.message;

import java.util.Locale;

/** Why a command was not carried out, as told to the client. */
public enum ErrorCode {
    BAD_MESSAGE,
    UNKNOWN_TYPE,
    BAD_ROOM,
    FORBIDDEN,
    NOT_A_MEMBER,
    ALREADY_JOINED,
    TOO_MANY_ROOMS,
    TOO_LARGE,
    UNRECOVERABLE,
    RATE_LIMITED,
    UNAVAILABLE;

    /** The word on the wire, in kebab-case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether a client that is written right never gets it. */
    public boolean isNonsense() {
        return this == BAD_MESSAGE || this == UNKNOWN_TYPE || this == BAD_ROOM;
    }
}
