package dev.sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads requests as RFC 9112 writes them and no other way: what a gateway answers with 101 must be one of these. */
final class StrictRequests {
    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
    private static final Pattern LINE = Pattern.compile("(" + TOKEN + ") [^\\x00-\\x20\\x7F]+ HTTP/1\\.1");
    private static final Pattern HEADER = Pattern.compile("(" + TOKEN + "):[\t ]*+([\t\\x20-\\x7E\\x80-\\xFF]*)");
    private static final int MOST_LINE_BYTES = 4096;
    private static final int MOST_HEADERS = 100;
    private static final int KEY_BYTES = 16;

    private final String stream;
    private int at;
    private String method = "";
    private final List<String[]> headers = new ArrayList<>();

    StrictRequests(byte[] stream) {
        this.stream = new String(stream, StandardCharsets.ISO_8859_1);
    }

    /** Fails unless the stream begins with so many requests without bodies, and behind them one that opens a WebSocket. */
    void expectUpgradeBehind(int requests) {
        for (int i = 0; i < requests; i++) {
            readHead();
        }
        readHead();
        assertThat(method).isEqualTo("GET");
        assertThat(values("host")).hasSize(1);
        assertThat(values("sec-websocket-version")).containsExactly("13");
        assertThat(values("sec-websocket-key"))
                .hasSize(1)
                .allSatisfy(key -> assertThat(Base64.getDecoder().decode(key)).hasSize(KEY_BYTES));
        assertThat(tokens("upgrade")).contains("websocket");
        assertThat(tokens("connection")).contains("upgrade");
    }

    private void readHead() {
        if (stream.startsWith("\r\n", at)) {
            at += 2; // RFC 9112, 2.2: one empty line may stand before a request
        }
        String line = nextLine();
        Matcher request = LINE.matcher(line);
        assertThat(request.matches()).as("a request line: %s", line).isTrue();
        assertThat(line.length()).isLessThanOrEqualTo(MOST_LINE_BYTES);
        method = request.group(1);
        headers.clear();
        for (String header = nextLine(); !header.isEmpty(); header = nextLine()) {
            Matcher field = HEADER.matcher(header);
            assertThat(field.matches()).as("a header: %s", header).isTrue();
            headers.add(new String[] {field.group(1).toLowerCase(Locale.ROOT), trimmed(field.group(2))});
        }
        assertThat(headers).hasSizeLessThanOrEqualTo(MOST_HEADERS);
        assertThat(values("transfer-encoding")).isEmpty();
        assertThat(values("content-length")).allMatch("0"::equals);
    }

    private String nextLine() {
        int end = stream.indexOf("\r\n", at);
        assertThat(end).as("the end of a line in: %s", stream.substring(at)).isNotNegative();
        String line = stream.substring(at, end);
        at = end + 2;
        return line;
    }

    private List<String> values(String name) {
        return headers.stream()
                .filter(header -> header[0].equals(name))
                .map(header -> header[1])
                .toList();
    }

    private List<String> tokens(String name) {
        return values(name).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(token -> trimmed(token).toLowerCase(Locale.ROOT))
                .toList();
    }

    /** Without the white space of RFC 9110, 5.6.3: spaces and tabs, no other. */
    private static String trimmed(String value) {
        return value.replaceAll("^[\t ]+|[\t ]+$", "");
    }
}
