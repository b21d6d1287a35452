package dev.sluice.protocol.handshake;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * The subprotocols that a path speaks (RFC 6455, 1.9).
 *
 * @param spoken their names, case-sensitive
 * @param needed whether a client that offers only others is refused, instead of being let in without one
 */
public record Subprotocols(List<String> spoken, boolean needed) {
    /** A path where subprotocols mean nothing. */
    public static final Subprotocols NONE = new Subprotocols(List.of(), false);

    /**
     * A path that hands messages on as they are. The name says nothing; but a browser that brings a token as an offer takes no answer
     * without a subprotocol, and the token is not repeated.
     */
    public static final Subprotocols RAW = new Subprotocols(List.of("sluice.v1.raw"), false);

    /** The beginning of an offer that brings a token. */
    static final String TOKEN = "sluice.token.";

    /** Copies the list. */
    public Subprotocols {
        spoken = List.copyOf(spoken);
    }

    /** Whether these offers are tokens that differ from each other (RFC 6455, 4.1). */
    static boolean areNames(List<String> offered) {
        return offered.isEmpty()
                || (offered.stream().allMatch(Token::is) && new HashSet<>(offered).size() == offered.size());
    }

    /** The first of the client's offers, which are in its order of preference, that is spoken here. */
    Optional<String> choose(List<String> offered) {
        for (String offer : offered) {
            if (spoken.contains(offer)) {
                return Optional.of(offer);
            }
        }
        return Optional.empty();
    }

    /** Whether a client with these offers must be turned away; one that offers none, or a token alone, takes the default. */
    boolean refuse(List<String> offered) {
        boolean offersAny = offered.stream().anyMatch(offer -> !offer.startsWith(TOKEN));
        return needed && offersAny && choose(offered).isEmpty();
    }
}
