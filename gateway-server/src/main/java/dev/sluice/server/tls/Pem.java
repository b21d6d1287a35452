package dev.sluice.server.tls;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of a PEM text (RFC 7468), in their order; whatever stands between them is a comment. */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** The first lines of a key that OpenSSL encrypted in its old form (RFC 1421, 4.6.1.1). */
    private static final String OLD_ENCRYPTION = "Proc-Type:";

    private Pem() {}

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param body what stands between its first line and its last
     */
    public record Block(String label, String body) {
        /** Whether it is a certificate, by its label. */
        public boolean isCertificate() {
            return label.equals("CERTIFICATE") || label.equals("X509 CERTIFICATE");
        }

        boolean isKey() {
            return label.endsWith("PRIVATE KEY");
        }

        /** Whether a passphrase would be needed. */
        boolean isEncrypted() {
            return label.startsWith("ENCRYPTED") || body.contains(OLD_ENCRYPTION);
        }

        /** Its bytes; none where it is broken. */
        public byte[] der() {
            try {
                return Base64.getMimeDecoder().decode(body);
            } catch (IllegalArgumentException broken) {
                return new byte[0];
            }
        }

        /** Without the body, which may be a secret. */
        @Override
        public String toString() {
            return label;
        }
    }

    /** All of them. */
    public static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }
}
