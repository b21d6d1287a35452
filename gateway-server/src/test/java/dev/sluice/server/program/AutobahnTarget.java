package dev.sluice.server.program;

import dev.sluice.Gateway;
import dev.sluice.GatewayOptions;
import dev.sluice.limit.Limits;
import dev.sluice.protocol.deflate.Compression;
import dev.sluice.session.EchoConversation;
import java.io.IOException;
import java.net.InetSocketAddress;

/** What the Autobahn suite's fuzzing client talks to: an echo whose limits are wide enough for its largest cases. */
public final class AutobahnTarget {
    private static final int MESSAGE_BYTES = 16 * 1024 * 1024;
    private static final int NO_LIMIT = 0;

    private AutobahnTarget() {}

    /**
     * Runs until the suite's own process ends.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) throws IOException {
        Limits wide = Limits.builder()
                .messageBytes(MESSAGE_BYTES)
                .fragments(NO_LIMIT)
                .controlFramesPerSecond(NO_LIMIT)
                .build();
        Gateway.start(GatewayOptions.builder()
                .listen(new InetSocketAddress("127.0.0.1", Integer.parseInt(arguments[0])))
                .limits(wide)
                .compression(Compression.ON)
                .conversation("/", EchoConversation::new)
                .build());
    }
}
