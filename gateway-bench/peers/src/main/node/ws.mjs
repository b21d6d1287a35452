// The npm package `ws`, as most Node programs use it: /echo, and /rooms/NAME to all others. PORT is the port of loopback.
import { WebSocketServer } from 'ws';

const rooms = new Map();
const server = new WebSocketServer({ port: Number(process.env.PORT), host: '127.0.0.1', perMessageDeflate: false, backlog: 4096 });
server.on('connection', (socket, request) => {
  if (!request.url.startsWith('/rooms/')) {
    socket.on('message', (data, binary) => socket.send(data, { binary }));
    return;
  }
  const members = rooms.get(request.url) ?? new Set();
  rooms.set(request.url, members.add(socket));
  socket.on('message', (data, binary) => {
    for (const member of members) {
      if (member !== socket) member.send(data, { binary });
    }
  });
  socket.on('close', () => {
    members.delete(socket);
    if (members.size === 0) rooms.delete(request.url);
  });
});
