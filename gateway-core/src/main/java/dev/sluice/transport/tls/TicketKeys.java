package dev.sluice.transport.tls;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import java.security.SecureRandom;

/**
 * The keys of a context's session tickets: one seals new tickets, the one before it opens those that are still about. The JDK makes
 * its keys itself, and renews them as often as sessions end. Any thread.
 */
public final class TicketKeys {
    private static final AttributeKey<OpenSslSessionTicketKey> SEALING =
            AttributeKey.valueOf(TicketKeys.class, "sealing");
    private static final SecureRandom RANDOMNESS = new SecureRandom();

    private TicketKeys() {}

    /** Seals with a new key from now on. Tickets of the key before the last one are worth nothing any more. */
    public static void renew(SslContext context) {
        if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
            OpenSslSessionTicketKey key = newKey();
            Attribute<OpenSslSessionTicketKey> sealing = context.attributes().attr(SEALING);
            OpenSslSessionTicketKey last = sealing.getAndSet(key);
            if (last == null) {
                sessions.setTicketKeys(key); // BoringSSL gives no tickets unless it has been given a key
            } else {
                sessions.setTicketKeys(key, last);
            }
        }
    }

    private static OpenSslSessionTicketKey newKey() {
        return new OpenSslSessionTicketKey(
                random(OpenSslSessionTicketKey.NAME_SIZE),
                random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                random(OpenSslSessionTicketKey.AES_KEY_SIZE));
    }

    private static byte[] random(int bytes) {
        byte[] random = new byte[bytes];
        RANDOMNESS.nextBytes(random);
        return random;
    }
}
