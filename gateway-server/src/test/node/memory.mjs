/**
 * Rooms with a memory over npm's ws: `node memory.mjs SCENARIO URL`, the URL being `ws://HOST:PORT/ws` of a server with the namespaces
 * `memory` (a history of 100, presence, arrivals) and `live` (skip-to-live). The scenarios are at the end.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import WebSocket from "ws";

const [scenario, url] = process.argv.slice(2);

/** An envelope client that gives its messages away in their order. */
class Client {
  #messages = [];
  #wakers = [];
  #nextId = 1;

  static async open() {
    const client = new Client();
    client.socket = new WebSocket(url, "sluice.v1.json");
    client.socket.on("message", (text) => {
      client.#messages.push(JSON.parse(text));
      client.#wakers.splice(0).forEach((wake) => wake());
    });
    await once(client.socket, "open");
    client.session = (await client.next("welcome")).session;
    return client;
  }

  /** The next message of a type; others before it are left. */
  async next(type) {
    for (;;) {
      const index = this.#messages.findIndex((message) => message.type === type);
      if (index >= 0) return this.#messages.splice(index, 1)[0];
      await new Promise((wake) => this.#wakers.push(wake));
    }
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** Asks, and answers what comes with the same id. */
  async ask(message) {
    const id = this.#nextId++;
    this.send({ ...message, id });
    for (;;) {
      const index = this.#messages.findIndex((reply) => reply.id === id);
      if (index >= 0) return this.#messages.splice(index, 1)[0];
      await new Promise((wake) => this.#wakers.push(wake));
    }
  }
}

const data = (page) => page.messages.map((message) => message.data);

const scenarios = {
  async "a publish with a key is taken once"() {
    const room = "memory:keys";
    const client = await Client.open();
    await client.ask({ type: "join", room });
    const first = await client.ask({ type: "publish", room, data: "once", key: "k" });
    const again = await client.ask({ type: "publish", room, data: "once", key: "k" });
    assert.deepEqual([first.offset, first.duplicate, again.offset, again.duplicate], [1, undefined, 1, true]);
    await client.ask({ type: "publish", room, data: "end" });
    assert.deepEqual([(await client.next("message")).data, (await client.next("message")).data], ["once", "end"]);
  },

  async "a history is read in both directions"() {
    const room = "memory:pages";
    const client = await Client.open();
    await client.ask({ type: "join", room });
    for (let number = 1; number <= 5; number++) await client.ask({ type: "publish", room, data: number });
    const oldest = await client.ask({ type: "history", room, limit: 2 });
    assert.deepEqual([data(oldest), oldest.more, oldest.offset], [[1, 2], true, 5]);
    const { epoch } = oldest;
    assert.deepEqual(data(await client.ask({ type: "history", room, limit: 9, since: { epoch, offset: 2 } })), [3, 4, 5]);
    const newest = await client.ask({ type: "history", room, limit: 2, reverse: true });
    assert.deepEqual([data(newest), newest.more], [[5, 4], true]);
    const before = await client.ask({ type: "history", room, limit: 9, reverse: true, since: { epoch, offset: 4 } });
    assert.deepEqual([data(before), before.more], [[3, 2, 1], false]);
    assert.equal((await client.ask({ type: "history", room, since: { epoch: "other", offset: 1 } })).code, "unrecoverable");
  },

  async "a killed socket misses nothing"() {
    const room = "memory:killed";
    const [reader, writer] = [await Client.open(), await Client.open()];
    const { epoch } = await reader.ask({ type: "join", room });
    await writer.ask({ type: "join", room });
    await writer.ask({ type: "publish", room, data: 1 });
    const { offset } = await reader.next("message");
    reader.socket.terminate();
    for (let number = 2; number <= 6; number++) await writer.ask({ type: "publish", room, data: number });
    const back = await Client.open();
    const joined = await back.ask({ type: "join", room, since: { epoch, offset } });
    assert.deepEqual([joined.recovered, joined.offset], [true, 6]);
    for (let number = 2; number <= 6; number++) assert.equal((await back.next("message")).data, number);
    const late = await (await Client.open()).ask({ type: "join", room, since: { epoch: "another", offset } });
    assert.equal(late.recovered, false);
  },

  async "members are listed page by page and told of each other"() {
    const room = "memory:here";
    const clients = [await Client.open(), await Client.open(), await Client.open()];
    for (const client of clients) await client.ask({ type: "join", room });
    const sessions = [];
    let after;
    do {
      const page = await clients[0].ask({ type: "presence", room, limit: 2, after });
      assert.equal(page.count, 3);
      sessions.push(...page.members.map(({ session }) => session));
      after = page.next;
    } while (after);
    assert.deepEqual(sessions.sort(), clients.map(({ session }) => session).sort());
    clients[2].socket.close();
    let departed;
    do departed = await clients[0].next("departed");
    while (departed.count !== 2);
    assert.deepEqual(departed.members.map(({ session }) => session), [clients[2].session]);
  },

  async "a slow reader is told what it lost"() {
    let gap;
    let reader;
    let writer;
    let room;
    // Who takes nothing for ten seconds is closed with 4100, which is as long as a busy machine may need for the flood.
    for (let attempt = 0; !gap; attempt++) {
      room = `live:flood-${attempt}`;
      [reader, writer] = [await Client.open(), await Client.open()];
      await reader.ask({ type: "join", room });
      await writer.ask({ type: "join", room });
      reader.socket.pause();
      const large = "x".repeat(60_000);
      const answers = [];
      for (let number = 0; number < 400; number++) answers.push(writer.ask({ type: "publish", room, data: large }));
      await Promise.all(answers);
      const closed = once(reader.socket, "close");
      reader.socket.resume();
      const [code] = await Promise.race([closed, reader.next("gap").then((told) => [void (gap = told)])]);
      assert.ok(gap || code === 4100, `closed with ${code}`);
    }
    assert.equal(gap.room, room);
    await writer.ask({ type: "publish", room, data: "live" });
    let last;
    do last = await reader.next("message");
    while (last.data !== "live");
    assert.equal(last.offset, 401);
    assert.ok(1 <= gap.from && gap.from <= gap.to && gap.to <= 400, `from ${gap.from} to ${gap.to}`);
  },
};

const timer = setTimeout(() => assert.fail("took too long"), 45_000);
await scenarios[scenario]();
clearTimeout(timer);
process.exit(0);
