/** A network that can be cut: a port that leads to a server's. */

import net from "node:net";

export class Wire {
  #target;
  #server = null;
  #sockets = new Set();
  #pairs = new Map();
  #port = 0;

  static async to(origin) {
    const wire = new Wire();
    const { hostname, port } = new URL(origin);
    wire.#target = { host: hostname, port: Number(port) };
    await wire.mend();
    return wire;
  }

  get origin() {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What the server says does not come through any more; what clients say does. */
  deafen() {
    for (const [client, server] of this.#pairs) server.unpipe(client);
  }

  /** Whoever is connected is cut off, without a word, and nobody comes through. */
  cut() {
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#sockets.clear();
    this.#pairs.clear();
  }

  async mend() {
    this.#server = net.createServer((socket) => this.#join(socket, net.connect(this.#target)));
    await new Promise((done) => this.#server.listen(this.#port, "127.0.0.1", done));
    this.#port = this.#server.address().port;
  }

  close() {
    this.cut();
  }

  #join(one, other) {
    this.#pairs.set(one, other);
    for (const [from, to] of [
      [one, other],
      [other, one],
    ]) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => this.#sockets.delete(from));
    }
  }
}
