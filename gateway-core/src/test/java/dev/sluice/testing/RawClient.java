package dev.sluice.testing;

import dev.sluice.Gateway;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A WebSocket client that says exactly the bytes it is told to, over a real socket, and answers nothing by itself. */
public final class RawClient implements AutoCloseable {
    /** Long enough that only a hang gets there. */
    private static final int PATIENCE_MILLIS = 20_000;

    private static final int[] KEY = {0x37, 0xFA, 0x21, 0x3D};

    private final Socket socket;
    private final DataInputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    /** A TCP connection on which nothing has been said. */
    public static RawClient connect(Gateway gateway) throws IOException {
        return new RawClient(
                new Socket(gateway.address().getAddress(), gateway.address().getPort()));
    }

    /** The same to an address. */
    public static RawClient connect(InetSocketAddress address) throws IOException {
        return new RawClient(new Socket(address.getAddress(), address.getPort()));
    }

    /** The same, with a small receive buffer, so that unread data soon waits at the server. */
    public static RawClient connectWithSmallBuffer(Gateway gateway) throws IOException {
        return connectWithSmallBuffer(gateway.address());
    }

    /** The same to an address. */
    public static RawClient connectWithSmallBuffer(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(address);
        return new RawClient(socket);
    }

    /** The client of a connection that somebody else has made, TLS for one. */
    public static RawClient on(Socket socket) throws IOException {
        return new RawClient(socket);
    }

    /** An open WebSocket. */
    public static RawClient open(Gateway gateway, String path) throws IOException {
        return connect(gateway).upgrade(path);
    }

    /** An open WebSocket at an address. */
    public static RawClient open(InetSocketAddress address, String path) throws IOException {
        return connect(address).upgrade(path);
    }

    /** Opens a WebSocket on this connection. */
    public RawClient upgrade(String path) throws IOException {
        say(request(path));
        List<String> head = readHead();
        if (!head.get(0).equals("HTTP/1.1 101 Switching Protocols")) {
            throw new IOException("no upgrade: " + head);
        }
        return this;
    }

    /** A lawful opening handshake. */
    public static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    }

    /** Sends text as it is. */
    public RawClient say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes as they are. */
    public RawClient say(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Sends bytes written in hex; spaces are ignored. */
    public RawClient sayHex(String hex) throws IOException {
        return say(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** Sends a masked text message. */
    public RawClient sendText(String text) throws IOException {
        return say(frame(0x81, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends a masked frame. */
    public RawClient sendFrame(int firstByte, byte[] payload) throws IOException {
        return say(frame(firstByte, payload));
    }

    /** Sends a masked close frame. */
    public RawClient sendClose(int code) throws IOException {
        return sendFrame(0x88, ByteBuffer.allocate(2).putShort((short) code).array());
    }

    /** The bytes of a masked frame. */
    public static byte[] frame(int firstByte, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + 14);
        out.put((byte) firstByte);
        if (payload.length < 126) {
            out.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            out.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        for (int octet : KEY) {
            out.put((byte) octet);
        }
        for (int i = 0; i < payload.length; i++) {
            out.put((byte) (payload[i] ^ KEY[i % KEY.length]));
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    /** Ends what this side says; the other may go on. */
    public RawClient endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** The lines of an HTTP answer's head. */
    public List<String> readHead() throws IOException {
        List<String> lines = new ArrayList<>();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException("the connection ended in the head, behind " + lines + line);
            }
            if (octet != '\n') {
                line.write(octet);
                continue;
            }
            String text = line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
            line.reset();
            if (text.isEmpty()) {
                return lines;
            }
            lines.add(text);
        }
    }

    /** The next frame. */
    public Frame readFrame() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        if ((second & 0x80) != 0) {
            throw new IOException("a server must not mask");
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        return new Frame(first, payload);
    }

    /** All frames until the server ends the connection. */
    public List<Frame> readToEnd() throws IOException {
        List<Frame> frames = new ArrayList<>();
        try {
            while (true) {
                frames.add(readFrame());
            }
        } catch (EOFException end) {
            return frames;
        }
    }

    /** All frames until the server ends the connection, however hard. */
    public List<Frame> readToEndOrReset() throws IOException {
        List<Frame> frames = new ArrayList<>();
        try {
            while (true) {
                frames.add(readFrame());
            }
        } catch (EOFException | SocketException end) {
            return frames;
        }
    }

    /** The same of a client that answers the close frame, for which the server would wait before it ends the connection. */
    public List<Frame> readToEndAndAnswer() throws IOException {
        List<Frame> frames = new ArrayList<>();
        try {
            while (true) {
                Frame frame = readFrame();
                frames.add(frame);
                if (frame.isClose()) {
                    sendFrame(0x88, frame.payload());
                }
            }
        } catch (EOFException | SocketException end) {
            return frames;
        }
    }

    /** The rest of the connection as text. */
    public String readTextToEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** The stream of what the server sends. */
    public InputStream in() {
        return in;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** Closes each of them. */
    public static void closeAll(List<RawClient> clients) throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    /**
     * One frame of the server.
     *
     * @param first its first byte: FIN, RSV and opcode
     */
    public record Frame(int first, byte[] payload) {
        /** Whether it is a close frame. */
        public boolean isClose() {
            return first == 0x88;
        }

        /** The payload as text. */
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame. */
        public int closeCode() {
            return ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }

        @Override
        public String toString() {
            return "%02x:%s".formatted(first, isClose() ? "close " + closeCode() + text().substring(2) : text());
        }
    }
}
