package dev.sluice.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever comes behind a lawful opening handshake: raw frames to an echo, or the envelope. */
class SessionFuzz {
    @FuzzTest
    void any_frames_are_answered_and_closed_once(byte[] input) {
        SplitStream stream = new SplitStream(input);
        byte[] request = request(stream.variant() ? "/ws" : "/echo").getBytes(StandardCharsets.US_ASCII);
        stream.readHoweverSplit(() -> {
            Connection connection = new Connection();
            connection.read(request, 0, request.length);
            return connection;
        });
    }

    private static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n";
    }
}
