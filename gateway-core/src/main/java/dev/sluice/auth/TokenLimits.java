package dev.sluice.auth;

/** What a token, and what it says, may be at most. */
public final class TokenLimits {
    /** As long as all headers of a request may be; a token with 64 long patterns and an RSA signature has half of that. */
    public static final int MOST_CHARACTERS = 8192;

    /** Bytes of UTF-8 of a user's name: as many as a room's name has, which may hold it. */
    public static final int MOST_USER_BYTES = 255;

    /** Bytes of {@code info}: each member of a room with presence gets that of every other. */
    public static final int MOST_INFO_BYTES = 1024;

    /** Patterns of a list, all of which may be looked at for a join. */
    public static final int MOST_PATTERNS = 64;

    private TokenLimits() {}
}
