package dev.sluice.server.config;

import dev.sluice.server.auth.KeySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * A URL of HTTP. It may hold a password, so that no problem and no line of the log shows more than its host and path.
 *
 * @param example what one may look like
 */
record WebAddress(String example) implements ValueType<Optional<URI>> {
    @Override
    public String expected() {
        return "a URL such as " + example;
    }

    @Override
    public Optional<URI> read(Scalar scalar) throws BadValueException {
        try {
            URI address = new URI(scalar.text());
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("https") || scheme.equals("http")) && address.getHost() != null) {
                return Optional.of(address);
            }
        } catch (URISyntaxException noUrl) {
            // said below
        }
        throw new BadValueException("expected " + expected());
    }

    @Override
    public String write(Optional<URI> value) {
        return value.map(KeySource.KeySet::addressOf).orElse("");
    }
}
