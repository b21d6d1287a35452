package dev.sluice.protocol.handshake;

import dev.sluice.protocol.handshake.UpgradeDecision.Refuse;
import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bytes of a request's head once, ahead of Netty's decoder, and stops it at the first byte that RFC 9112 does not allow
 * there: a decoder that guesses what was meant may guess something else than the proxy before it did. Keeps none of the bytes, so it
 * does not matter where the reads split them. One for each connection, on its lane; after {@link Progress#END} it starts over.
 *
 * <pre>
 *     [CR LF]  method SP target SP "HTTP/" digit "." digit CR LF      RFC 9112, 2.2 and 3
 *     *(name ":" value CR LF)                                         RFC 9112, 5
 *     CR LF
 * </pre>
 */
public final class RequestHeadScanner {
    private static final int CR = '\r';
    private static final int LF = '\n';
    private static final int SP = ' ';
    private static final int TAB = '\t';
    private static final int DELETE = 0x7F;

    /** The type "handshake", with which TLS begins (RFC 8446, 5.1), and no request does. */
    private static final int TLS_HANDSHAKE = 0x16;

    private static final String PROXY = "PROXY";

    /** A digit stands for any digit. */
    private static final String VERSION = "HTTP/0.0";

    /** How far a head has come. */
    public enum Progress {
        /** All bytes are read, and more are needed. */
        MORE,

        /** The head ends before the reader index; what lies behind it belongs to somebody else. */
        END,

        /** The byte before the reader index is wrong: {@link #refusal()}. Nothing more is read. */
        REFUSED
    }

    /** What the next byte belongs to. */
    private enum State {
        /** Nothing has come. An empty line leads to EMPTY_LINE_LF, a PROXY v2 signature too; else to METHOD. */
        START,
        /** The LF of an empty line before the request. To BEHIND_EMPTY_LINE. */
        EMPTY_LINE_LF,
        /** To METHOD; or, on the way to a PROXY v2 signature, to SECOND_EMPTY_LINE_LF. */
        BEHIND_EMPTY_LINE,
        /** To PROXY_SIGNATURE. */
        SECOND_EMPTY_LINE_LF,
        /** A NUL tells a PROXY v2 signature. Always to REFUSED. */
        PROXY_SIGNATURE,
        /** Behind the first character of the method. A space leads to TARGET. */
        METHOD,
        /** A space leads to VERSION. */
        TARGET,
        /** To REQUEST_LINE_LF. */
        VERSION,
        /** To LINE_START. */
        REQUEST_LINE_LF,
        /** The first byte of a header, to NAME; or the CR of the last line, to LAST_LF. */
        LINE_START,
        /** Behind the first character of a name. A colon leads to VALUE. */
        NAME,
        /** To VALUE_LF. */
        VALUE,
        /** To LINE_START. */
        VALUE_LF,
        /** To END. */
        LAST_LF,
        /** The head is whole. The next byte is the first of another, as at START. */
        END,
        /** For good. */
        REFUSED
    }

    private final ByteProcessor step = this::step;
    private State state = State.START;
    private @Nullable Refuse refusal;

    /** Bytes of the request line so far, without its end. */
    private int lineBytes;

    /** Where the part of the request line that is being read began. */
    private int partStart;

    private boolean proxySoFar;
    private int headerBytes;
    private int headers;

    /** Reads on, at most to the end of the head or to the first wrong byte, and moves the reader index behind what was read. */
    public Progress read(ByteBuf in) {
        if (state == State.REFUSED) {
            return Progress.REFUSED;
        }
        if (state == State.END) {
            restart();
        }
        int last = in.forEachByte(step);
        if (last < 0) {
            in.readerIndex(in.writerIndex());
            return Progress.MORE;
        }
        in.readerIndex(last + 1);
        return state == State.END ? Progress.END : Progress.REFUSED;
    }

    /** What is wrong, after {@link Progress#REFUSED}. */
    public Refuse refusal() {
        return Objects.requireNonNull(refusal, "nothing is wrong");
    }

    private void restart() {
        state = State.START;
        lineBytes = 0;
        headerBytes = 0;
        headers = 0;
    }

    /** Takes one byte; whether more are wanted. */
    private boolean step(byte value) {
        state = next(value & 0xFF);
        return state != State.END && state != State.REFUSED;
    }

    private State next(int octet) {
        return switch (state) {
            case START -> start(octet);
            case EMPTY_LINE_LF -> lineFeed(octet, State.BEHIND_EMPTY_LINE);
            case BEHIND_EMPTY_LINE -> octet == CR ? State.SECOND_EMPTY_LINE_LF : startMethod(octet);
            case SECOND_EMPTY_LINE_LF -> lineFeed(octet, State.PROXY_SIGNATURE);
            case PROXY_SIGNATURE -> refuse(octet == 0 ? RequestRules.PROXY_PROTOCOL : RequestRules.NOT_HTTP);
            case METHOD -> fitsInLine(octet) ? inMethod(octet) : refuse(RequestRules.LINE_TOO_LONG);
            case TARGET -> fitsInLine(octet) ? inTarget(octet) : refuse(RequestRules.LINE_TOO_LONG);
            case VERSION -> fitsInLine(octet) ? inVersion(octet) : refuse(RequestRules.LINE_TOO_LONG);
            case REQUEST_LINE_LF, VALUE_LF -> lineFeed(octet, State.LINE_START);
            case LINE_START -> fitsInHeaders(octet) ? startHeader(octet) : refuse(RequestRules.HEADERS_TOO_LONG);
            case NAME -> fitsInHeaders(octet) ? inName(octet) : refuse(RequestRules.HEADERS_TOO_LONG);
            case VALUE -> fitsInHeaders(octet) ? inValue(octet) : refuse(RequestRules.HEADERS_TOO_LONG);
            case LAST_LF -> lineFeed(octet, State.END);
            case END, REFUSED -> throw new IllegalStateException("a byte behind " + state);
        };
    }

    private State start(int octet) {
        return switch (octet) {
            case CR -> State.EMPTY_LINE_LF;
            case TLS_HANDSHAKE -> refuse(RequestRules.TLS);
            default -> startMethod(octet);
        };
    }

    private State startMethod(int octet) {
        if (!Token.has(octet)) {
            return refuse(RequestRules.NOT_HTTP);
        }
        proxySoFar = octet == PROXY.charAt(0);
        lineBytes = 1;
        return State.METHOD;
    }

    private boolean fitsInLine(int octet) {
        return octet == CR || ++lineBytes <= RequestRules.MOST_LINE_BYTES;
    }

    private boolean fitsInHeaders(int octet) {
        return octet == CR || ++headerBytes <= RequestRules.MOST_HEADER_BYTES;
    }

    private State inMethod(int octet) {
        if (octet == SP) {
            partStart = lineBytes;
            return proxySoFar && lineBytes == PROXY.length() + 1 ? refuse(RequestRules.PROXY_PROTOCOL) : State.TARGET;
        }
        proxySoFar = proxySoFar && lineBytes <= PROXY.length() && octet == PROXY.charAt(lineBytes - 1);
        return Token.has(octet) ? State.METHOD : refuse(RequestRules.REQUEST_LINE);
    }

    private State inTarget(int octet) {
        if (octet == SP && lineBytes > partStart + 1) {
            partStart = lineBytes;
            return State.VERSION;
        }
        return octet > SP && octet < DELETE ? State.TARGET : refuse(RequestRules.REQUEST_LINE);
    }

    private State inVersion(int octet) {
        if (octet == CR && lineBytes == partStart + VERSION.length()) {
            return State.REQUEST_LINE_LF;
        }
        int index = lineBytes - partStart - 1;
        if (octet == CR || index == VERSION.length()) {
            return refuse(octet == LF ? RequestRules.LINE_END : RequestRules.REQUEST_LINE);
        }
        char expected = VERSION.charAt(index);
        boolean right = expected == '0' ? octet >= '0' && octet <= '9' : octet == expected;
        return right ? State.VERSION : refuse(RequestRules.REQUEST_LINE);
    }

    private State startHeader(int octet) {
        if (octet == CR) {
            return State.LAST_LF;
        }
        if (octet == SP || octet == TAB) {
            return refuse(RequestRules.FOLDED);
        }
        if (!Token.has(octet)) {
            return refuse(octet == LF ? RequestRules.LINE_END : RequestRules.HEADER_NAME);
        }
        return ++headers > RequestRules.MOST_HEADERS ? refuse(RequestRules.TOO_MANY_HEADERS) : State.NAME;
    }

    private State inName(int octet) {
        if (octet == ':') {
            return State.VALUE;
        }
        return Token.has(octet) ? State.NAME : refuse(RequestRules.HEADER_NAME);
    }

    /** RFC 9110, 5.5: printable ASCII, space, tab, and bytes over 127, which mean nothing. */
    private State inValue(int octet) {
        if (octet == CR) {
            return State.VALUE_LF;
        }
        if ((octet >= SP && octet != DELETE) || octet == TAB) {
            return State.VALUE;
        }
        return refuse(octet == LF ? RequestRules.LINE_END : RequestRules.HEADER_VALUE);
    }

    private State lineFeed(int octet, State next) {
        return octet == LF ? next : refuse(RequestRules.LINE_END);
    }

    private State refuse(Refuse why) {
        refusal = why;
        return State.REFUSED;
    }
}
