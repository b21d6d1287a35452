package dev.sluice.peers;

import java.time.Duration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;
import org.jspecify.annotations.Nullable;

/** Jetty's own WebSocket API in its core server, without servlets. */
final class JettyPeer {
    private static final int BACKLOG = 4096;

    private JettyPeer() {}

    static void start(int port) throws Exception {
        Server server = new Server(new QueuedThreadPool());
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        server.addConnector(connector);
        Rooms<Session> rooms = new Rooms<>();
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.setIdleTimeout(Duration.ZERO);
            container.addMapping("/echo", (request, response, callback) -> new Echo());
            container.addMapping(
                    Rooms.PATH + "*",
                    (request, response, callback) ->
                            new Member(rooms, request.getHttpURI().getPath()));
        }));
        server.start();
    }

    /** Sends every message back. Jetty calls the methods of a public class. */
    public static final class Echo implements Session.Listener.AutoDemanding {
        private @Nullable Session session;

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
        }

        @Override
        public void onWebSocketText(String message) {
            if (session != null) {
                session.sendText(message, Callback.NOOP);
            }
        }
    }

    /** Relays every message to the others in the room. Jetty calls the methods of a public class. */
    public static final class Member implements Session.Listener.AutoDemanding {
        private final Rooms<Session> rooms;
        private final String room;
        private @Nullable Session session;

        Member(Rooms<Session> rooms, String room) {
            this.rooms = rooms;
            this.room = room;
        }

        @Override
        public void onWebSocketOpen(Session opened) {
            session = opened;
            rooms.join(room, opened);
        }

        @Override
        public void onWebSocketText(String message) {
            if (session != null) {
                rooms.forOthers(room, session, other -> other.sendText(message, Callback.NOOP));
            }
        }

        @Override
        public void onWebSocketClose(int code, @Nullable String reason, Callback callback) {
            if (session != null) {
                rooms.leave(room, session);
            }
            callback.succeed();
        }
    }
}
