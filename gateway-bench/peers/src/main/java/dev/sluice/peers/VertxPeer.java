package dev.sluice.peers;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;

/** Vert.x on its native transport, a verticle for each event loop. */
final class VertxPeer extends AbstractVerticle {
    private static final int BACKLOG = 4096;

    private final int port;
    private final Rooms<ServerWebSocket> rooms;

    private VertxPeer(int port, Rooms<ServerWebSocket> rooms) {
        this.port = port;
        this.rooms = rooms;
    }

    static void start(int port) {
        int loops = Runtime.getRuntime().availableProcessors();
        Rooms<ServerWebSocket> rooms = new Rooms<>();
        Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(loops))
                .deployVerticle(() -> new VertxPeer(port, rooms), new DeploymentOptions().setInstances(loops))
                .onFailure(fault -> {
                    fault.printStackTrace();
                    System.exit(1);
                });
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(port)
                        .setAcceptBacklog(BACKLOG))
                .webSocketHandler(this::serve)
                .listen()
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private void serve(ServerWebSocket socket) {
        String path = socket.path();
        if (!path.startsWith(Rooms.PATH)) {
            socket.textMessageHandler(socket::writeTextMessage);
            return;
        }
        rooms.join(path, socket);
        socket.closeHandler(closed -> rooms.leave(path, socket));
        socket.textMessageHandler(message -> rooms.forOthers(path, socket, other -> other.writeTextMessage(message)));
    }
}
