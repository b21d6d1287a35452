// uWebSockets (C++), as Bun embeds it: /echo, and /rooms/NAME to all others. PORT is the port of loopback.
Bun.serve({
  port: Number(process.env.PORT),
  hostname: '127.0.0.1',
  fetch(request, server) {
    const { pathname } = new URL(request.url);
    const room = pathname.startsWith('/rooms/') ? pathname : undefined;
    return server.upgrade(request, { data: { room } }) ? undefined : new Response('a WebSocket only', { status: 426 });
  },
  websocket: {
    perMessageDeflate: false,
    idleTimeout: 0,
    backpressureLimit: 16 << 20,
    open(socket) {
      if (socket.data.room) socket.subscribe(socket.data.room);
    },
    message(socket, message) {
      if (socket.data.room) socket.publish(socket.data.room, message);
      else socket.send(message);
    },
  },
});
