package dev.sluice.protocol.handshake;

import static io.netty.handler.codec.http.HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS;

import dev.sluice.protocol.deflate.Compression;
import dev.sluice.protocol.deflate.DeflateNegotiation;
import dev.sluice.protocol.deflate.DeflateParameters;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The extensions that a client offers (RFC 6455, 9.1), of which one is known: the first offer of permessage-deflate that can be met is
 * taken. Whatever is unknown, malformed or more than eight is declined, which leaves a connection without it.
 */
final class ExtensionOffers {
    /** Real clients offer one, some two forms of it. */
    private static final int MOST_OFFERS = 8;

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    /** One parameter, or the extension's name: {@code token [ "=" ( token | quoted-string ) ]}. */
    private static final Pattern PARAMETER =
            Pattern.compile("[ \\t]*(" + TOKEN + ")[ \\t]*(?:=[ \\t]*(?:(" + TOKEN + ")|\"(" + TOKEN + ")\")[ \\t]*)?");

    private ExtensionOffers() {}

    /** What is agreed on permessage-deflate; empty if the client does not offer it in a form that can be met, or it is off. */
    static Optional<DeflateParameters> agree(HttpHeaders headers, Compression compression) {
        if (!compression.enabled()) {
            return Optional.empty();
        }
        int left = MOST_OFFERS;
        for (String line : headers.getAll(SEC_WEBSOCKET_EXTENSIONS)) {
            for (String offer : line.split(",", -1)) {
                if (left-- == 0) {
                    return Optional.empty();
                }
                Optional<DeflateParameters> agreed = agree(offer, compression);
                if (agreed.isPresent()) {
                    return agreed;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<DeflateParameters> agree(String offer, Compression compression) {
        List<Entry<String, Optional<String>>> parameters = new ArrayList<>();
        for (String text : offer.split(";", -1)) {
            Matcher parameter = PARAMETER.matcher(text);
            if (!parameter.matches()) {
                return Optional.empty();
            }
            String value = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            parameters.add(Map.entry(parameter.group(1), Optional.ofNullable(value)));
        }
        Entry<String, Optional<String>> name = parameters.remove(0);
        if (!name.getKey().equals(DeflateParameters.EXTENSION)
                || name.getValue().isPresent()) {
            return Optional.empty();
        }
        return DeflateNegotiation.answer(parameters, compression);
    }
}
