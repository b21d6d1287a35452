package dev.sluice.server.program;

import dev.sluice.testing.RawClient;
import dev.sluice.testing.RawClient.Frame;
import dev.sluice.testing.Tls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client behind a balancer, from an address of its own on loopback, that lies about it. It answers pings while it reads. */
final class Guest implements AutoCloseable {
    private static final Pattern WELCOME =
            Pattern.compile("\\{\"type\":\"welcome\",\"session\":\"([^\"]+)\",\"ping\":([0-9.]+).*}");
    private static final int PING = 0x89;
    private static final int PONG = 0x8A;

    private final RawClient client;

    private Guest(RawClient client) {
        this.client = client;
    }

    /** Opens a WebSocket. */
    static Guest open(DeployedBalancer balancer, String from, String path) throws IOException {
        RawClient client = connect(balancer, from);
        String request = RawClient.request(path);
        client.say(request.replace("Upgrade: websocket\r\n", "Upgrade: WebSocket\r\nX-Forwarded-For: 192.0.2.1\r\n"));
        List<String> head = client.readHead();
        if (!head.get(0).equals("HTTP/1.1 101 Switching Protocols")) {
            throw new IOException("no upgrade: " + head);
        }
        return new Guest(client);
    }

    /** A connection on which nothing has been said. */
    static RawClient connect(DeployedBalancer balancer, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(balancer.address());
        if (balancer.front() != DeployedBalancer.Front.PLAIN) {
            socket = Tls.over(socket, Tls.CERTIFICATE, "TLSv1.3");
        }
        return RawClient.on(socket);
    }

    /** What the gateway says first on {@code /ws}. */
    Welcome welcome() throws IOException {
        String text = next();
        Matcher welcome = WELCOME.matcher(text);
        if (!welcome.matches()) {
            throw new IOException("no welcome: " + text);
        }
        return new Welcome(welcome.group(1), welcome.group(2).equals("25"));
    }

    /** Says something, and returns what comes back. */
    String ask(String text) throws IOException {
        client.sendText(text);
        return next();
    }

    /** The next message. */
    String next() throws IOException {
        while (true) {
            Frame frame = client.readFrame();
            if (!answered(frame)) {
                return frame.text();
            }
        }
    }

    /** Waits for a ping; nothing else may come. */
    void answerPing() throws IOException {
        Frame frame = client.readFrame();
        if (!answered(frame)) {
            throw new IOException("no ping: " + frame);
        }
    }

    /** All that comes until the connection ends, however hard. */
    List<Frame> toTheEnd() throws IOException {
        return client.readToEndOrReset();
    }

    private boolean answered(Frame frame) throws IOException {
        if (frame.first() != PING) {
            return false;
        }
        client.sendFrame(PONG, frame.payload());
        return true;
    }

    @Override
    public void close() throws IOException {
        client.close();
    }

    /**
     * Where it is.
     *
     * @param quiet whether the gateway pings by the default, every 25 s
     */
    record Welcome(String session, boolean quiet) {}
}
