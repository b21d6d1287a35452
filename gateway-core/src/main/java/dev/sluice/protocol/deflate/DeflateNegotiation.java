package dev.sluice.protocol.deflate;

import java.util.HashSet;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Answers one offer of permessage-deflate (RFC 7692, 7.1). */
public final class DeflateNegotiation {
    private final Compression compression;
    private boolean serverNoContextTakeover;
    private boolean clientNoContextTakeover;
    private OptionalInt serverBits = OptionalInt.empty();
    private OptionalInt clientBits = OptionalInt.empty();
    private boolean clientLetsChoose;

    private DeflateNegotiation(Compression compression) {
        this.compression = compression;
    }

    /**
     * What is agreed on; empty if the offer is declined, because it has a parameter that is unknown, comes twice, or has a bad value.
     *
     * @param parameters names and values in the offer's order; an empty value: none was given
     */
    public static Optional<DeflateParameters> answer(
            List<Entry<String, Optional<String>>> parameters, Compression compression) {
        DeflateNegotiation offer = new DeflateNegotiation(compression);
        Set<String> seen = new HashSet<>();
        for (Entry<String, Optional<String>> parameter : parameters) {
            if (!seen.add(parameter.getKey()) || !offer.read(parameter.getKey(), parameter.getValue())) {
                return Optional.empty();
            }
        }
        return Optional.of(offer.agreed());
    }

    private boolean read(String name, Optional<String> value) {
        switch (name) {
            case DeflateParameters.SERVER_NO_CONTEXT_TAKEOVER -> {
                serverNoContextTakeover = true;
                return value.isEmpty();
            }
            case DeflateParameters.CLIENT_NO_CONTEXT_TAKEOVER -> {
                clientNoContextTakeover = true;
                return value.isEmpty();
            }
            case DeflateParameters.SERVER_MAX_WINDOW_BITS -> {
                serverBits = windowBits(value);
                return serverBits.isPresent();
            }
            case DeflateParameters.CLIENT_MAX_WINDOW_BITS -> {
                clientLetsChoose = true;
                clientBits = windowBits(value);
                return value.isEmpty() || clientBits.isPresent();
            }
            default -> {
                return false;
            }
        }
    }

    /** A decimal number from 8 to 15 without a leading zero (RFC 7692, 7.1.2). */
    private static OptionalInt windowBits(Optional<String> value) {
        String digits = value.orElse("");
        if (!digits.matches("[89]|1[0-5]")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Integer.parseInt(digits));
    }

    private DeflateParameters agreed() {
        boolean serverForgets = serverNoContextTakeover || !compression.contextTakeover();
        boolean clientForgets = clientNoContextTakeover || !compression.contextTakeover() || isClientWindowTooLarge();
        return new DeflateParameters(
                serverForgets, clientForgets, serverWindow(serverForgets), clientWindow(clientForgets));
    }

    /** A client that does not let us choose may look back by 32 KiB, which we would have to keep; told to forget, it may not (7.1.1.2). */
    private boolean isClientWindowTooLarge() {
        return !clientLetsChoose && compression.windowBits() < DeflateParameters.MOST_WINDOW_BITS;
    }

    /** What the client demands must be answered; a narrower window of our own need not have been asked for (7.1.2.1). */
    private OptionalInt serverWindow(boolean forgets) {
        int ours = forgets ? DeflateParameters.MOST_WINDOW_BITS : compression.windowBits();
        if (serverBits.isEmpty() && ours == DeflateParameters.MOST_WINDOW_BITS) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Math.min(ours, serverBits.orElse(ours)));
    }

    /** Only a client that offers it may be told to keep to a window (7.1.2.2); one that forgets needs none. */
    private OptionalInt clientWindow(boolean forgets) {
        int ours = forgets ? DeflateParameters.MOST_WINDOW_BITS : compression.windowBits();
        if (!clientLetsChoose || (clientBits.isEmpty() && ours == DeflateParameters.MOST_WINDOW_BITS)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Math.min(ours, clientBits.orElse(ours)));
    }
}
