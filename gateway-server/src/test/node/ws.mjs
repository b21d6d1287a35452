/**
 * Scenarios of npm's ws against a gateway: `node ws.mjs SCENARIO URL`, the URL being `ws://HOST:PORT`. Ends with an exit code
 * other than 0 at the first thing that is not as it should be.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import WebSocket from "ws";

/** An open client whose messages are taken one by one, in order. */
class Client {
  #messages = [];
  #onMessage = () => {};

  static async open(url, protocols = [], options = {}) {
    const client = new Client();
    client.socket = new WebSocket(url, protocols, options);
    client.socket.on("message", (data, isBinary) => {
      client.#messages.push({ data, isBinary });
      client.#onMessage();
    });
    client.closed = once(client.socket, "close").then(([code, reason]) => ({ code, reason: reason.toString() }));
    client.answer = once(client.socket, "upgrade").then(([response]) => response.headers);
    await once(client.socket, "open");
    return client;
  }

  async next() {
    while (this.#messages.length === 0) await new Promise((resolve) => (this.#onMessage = resolve));
    return this.#messages.shift();
  }

  async text() {
    const { data, isBinary } = await this.next();
    assert.equal(isBinary, false);
    return data.toString();
  }

  async json() {
    return JSON.parse(await this.text());
  }

  /** Nothing is waiting, and nothing is on its way: the echo of a ping comes behind all that was sent before it. */
  async isQuiet() {
    this.socket.ping("quiet?");
    await once(this.socket, "pong");
    return this.#messages.length === 0;
  }

  say(value) {
    this.socket.send(typeof value === "string" ? value : JSON.stringify(value));
  }
}

/** A client of the envelope that has been welcomed. */
async function envelope(url, protocols = ["sluice.v1.json"]) {
  const client = await Client.open(`${url}/ws`, protocols);
  client.welcome = await client.json();
  assert.equal(client.welcome.type, "welcome");
  return client;
}

async function ask(client, message) {
  client.say(message);
  return client.json();
}

async function refused(client, message, expected) {
  const { message: text, ...answer } = await ask(client, message);
  assert.deepEqual(answer, { type: "error", ...expected });
  assert.equal(typeof text, "string");
  assert.notEqual(text, "");
}

const scenarios = {
  async echo(url) {
    const client = await Client.open(`${url}/echo`);
    for (const text of ["", "Hello", "👩‍🚀 漢字", "x".repeat(125), "x".repeat(126), "ü".repeat(32_768)]) {
      client.socket.send(text);
      assert.equal(await client.text(), text);
    }
    for (const size of [0, 1, 125, 126, 65_535, 65_536]) {
      const bytes = Buffer.alloc(size, Buffer.from([0, 1, 0xff, 0x80, 0x0a]));
      client.socket.send(bytes);
      const { data, isBinary } = await client.next();
      assert.equal(isBinary, true);
      assert.ok(data.equals(bytes), `binary of ${size} bytes`);
    }
    assert.ok(await client.isQuiet());
  },

  async fragments(url) {
    const client = await Client.open(`${url}/echo`);
    const send = (data, fin, binary = false) => client.socket.send(data, { fin, binary });
    // A character cut in two, frames without payload, and control frames in between.
    const [first, second] = [Buffer.from("🦢").subarray(0, 2), Buffer.from("🦢").subarray(2)];
    send("A swan: ", false);
    send(first, false);
    client.socket.ping("in between");
    const [echoed] = await once(client.socket, "pong");
    assert.equal(echoed.toString(), "in between");
    send(second, false);
    send("", false);
    send("", true);
    assert.equal(await client.text(), "A swan: 🦢");

    const parts = Array.from({ length: 256 }, (_, index) => Buffer.alloc(256, index));
    parts.forEach((part, index) => send(part, index === parts.length - 1, true));
    const { data, isBinary } = await client.next();
    assert.equal(isBinary, true);
    assert.ok(data.equals(Buffer.concat(parts)));
    assert.ok(await client.isQuiet());
  },

  async pings(url) {
    const client = await Client.open(`${url}/echo`);
    for (const payload of ["", "p", "x".repeat(125)]) {
      client.socket.ping(payload);
      const [echoed] = await once(client.socket, "pong");
      assert.equal(echoed.toString(), payload);
    }
    client.socket.pong("nobody asked");
    client.socket.send("still here");
    assert.equal(await client.text(), "still here");
    // ws answers the server's pings by itself.
    for (let count = 0; count < 2; count++) await once(client.socket, "ping");
    assert.equal(client.socket.readyState, WebSocket.OPEN);
  },

  async "client closes"(url) {
    for (const [code, reason] of [
      [1000, "bye"],
      [1001, ""],
      [1011, "my fault"],
      [3000, "library"],
      [4999, "ü".repeat(61)],
    ]) {
      const client = await Client.open(`${url}/echo`);
      client.socket.close(code, reason);
      assert.equal((await client.closed).code, code);
    }
    const silent = await Client.open(`${url}/echo`);
    silent.socket.close();
    assert.ok([1000, 1005].includes((await silent.closed).code));
    const behind = await Client.open(`${url}/echo`);
    behind.socket.send("before the close");
    behind.socket.close(1000);
    assert.equal(await behind.text(), "before the close");
  },

  async "server closes"(url) {
    const open = (path) => Client.open(url + path);
    const closedWith = async (client, code) => {
      const closed = await client.closed;
      assert.equal(closed.code, code, `${closed.code} ${closed.reason}`);
      assert.notEqual(closed.reason, "");
    };
    const big = await open("/echo");
    big.socket.send(Buffer.alloc(65_537));
    await closedWith(big, 1009);
    const garbled = await open("/rooms/garbled");
    garbled.socket.send(Buffer.from([0x61, 0xc3, 0x28]), { binary: false });
    await closedWith(garbled, 1007);
    const reserved = await open("/echo");
    reserved.socket._socket.write(Buffer.from([0x83, 0x80, 1, 2, 3, 4]));
    await closedWith(reserved, 1002);
    const binary = await envelope(url);
    binary.socket.send(Buffer.from("{}"));
    await closedWith(binary, 1003);
    const flooding = await open("/echo");
    for (let count = 0; count < 100; count++) flooding.socket.ping();
    await closedWith(flooding, 1008);
    const babbling = await envelope(url);
    for (let count = 0; count < 10; count++) babbling.say("nonsense");
    for (let count = 0; count < 10; count++) assert.equal((await babbling.json()).code, "bad-message");
    await closedWith(babbling, 1008);
  },

  /** Says when it is connected; the server is stopped then. */
  async restart(url) {
    const clients = [await Client.open(`${url}/echo`), await Client.open(`${url}/rooms/r`), await envelope(url)];
    console.log("connected");
    for (const client of clients) assert.equal((await client.closed).code, 1012);
  },

  async envelope(url) {
    const [ada, grace] = [await envelope(url), await envelope(url, [])];
    assert.equal(ada.socket.protocol, "sluice.v1.json");
    assert.equal(grace.socket.protocol, "", "a client that offers nothing must not be answered with a subprotocol");
    assert.notEqual(ada.welcome.session, grace.welcome.session);
    assert.match(ada.welcome.session, /^[\w-]{16}$/);
    assert.equal(ada.welcome.ping, 25);

    const room = 'chat:a "quoted" 🦢';
    const joined = await ask(ada, { type: "join", id: 1, room });
    const { epoch } = joined;
    assert.match(epoch, /./);
    assert.deepEqual(joined, { type: "joined", id: 1, room, epoch, offset: 0 });
    assert.deepEqual(await ask(grace, { type: "join", id: 7, room }), { type: "joined", id: 7, room, epoch, offset: 0 });

    ada.say({ type: "publish", id: 2, room, data: { text: "hi" }, extra: "ignored" });
    const both = [await ada.json(), await ada.json()].sort((one, other) => one.type.localeCompare(other.type));
    const message = { type: "message", room, offset: 1, from: ada.welcome.session, data: { text: "hi" } };
    assert.deepEqual(both, [message, { type: "published", id: 2, room, offset: 1 }]);
    assert.deepEqual(await grace.json(), message);

    // Without an id there is no reply, errors aside.
    grace.say({ type: "publish", room, data: 1 });
    assert.equal((await ada.json()).offset, 2);
    assert.deepEqual(await grace.json(), { type: "message", room, offset: 2, from: grace.welcome.session, data: 1 });
    assert.ok(await grace.isQuiet());

    assert.deepEqual(await ask(ada, { type: "ping", id: 3 }), { type: "pong", id: 3 });
    assert.deepEqual(await ask(ada, { type: "leave", id: 4, room }), { type: "left", id: 4, room });
    grace.say({ type: "publish", id: 8, room, data: null });
    await grace.json();
    await grace.json();
    assert.ok(await ada.isQuiet());
    grace.say({ type: "leave", room });
    assert.ok(await grace.isQuiet());
    await refused(grace, { type: "leave", id: 9, room }, { id: 9, code: "not-a-member" });
  },

  async "awkward data"(url) {
    const [ada, grace] = [await envelope(url), await envelope(url)];
    const room = "json";
    await ask(ada, { type: "join", id: 1, room });
    await ask(grace, { type: "join", id: 1, room });
    for (const data of AWKWARD) {
      // In the middle, with other fields before and behind it, and at the end.
      for (const text of [
        `{"type":"publish","room":"json","data":${data}}`,
        `{ "é":"漢字🦢", "data" :\t ${data} \n, "room":"j\\u0073on","nested":{"data":[1,{}]},"type":"publish" }`,
      ]) {
        ada.say(text);
        const tail = `,"from":"${ada.welcome.session}","data":${data}}`;
        for (const reader of [ada, grace]) {
          const received = await reader.text();
          const head = received.slice(0, received.length - tail.length);
          assert.equal(received.slice(-tail.length), tail);
          assert.match(head, /^\{"type":"message","room":"json","offset":\d+$/);
        }
      }
    }
    assert.ok(await ada.isQuiet());
  },

  async "mixed room"(url) {
    const member = await envelope(url);
    await ask(member, { type: "join", id: 1, room: "mixed" });
    const raw = await Client.open(`${url}/rooms/mixed`);
    // The raw client is in the room as soon as its own message arrives there.
    raw.socket.send('say "hi"\n\u2028🦢');
    assert.equal((await member.json()).data, 'say "hi"\n\u2028🦢');
    raw.socket.send(Buffer.from([0, 0xff, 0x7f]));
    const binary = await member.json();
    assert.equal(binary.encoding, "base64");
    assert.equal(binary.data, "AP9/");
    member.say('{"type":"publish","room":"mixed","data": {"a" : 1.0} }');
    assert.equal(await raw.text(), '{"a" : 1.0}');
  },

  async errors(url) {
    const client = await envelope(url);
    const room = "errors";
    for (const text of ["", "[]", "nonsense", '{"type":"ping"', '{"type":"ping"} {}', '{"room":"r"}', '{"type":7}', '{"type":"ping","id":"1"}']) {
      await refused(client, text, { code: "bad-message" });
      assert.equal((await ask(client, { type: "ping", id: 1 })).type, "pong"); // so that it is not too many in a row
    }
    await refused(client, '{"id":5,"type":"join"}', { id: 5, code: "bad-message" });
    await refused(client, '{"id":6,"type":"publish","room":"r","data":tru}', { id: 6, code: "bad-message" });
    await refused(client, { id: 7, type: "publish", room }, { id: 7, code: "bad-message" });
    await refused(client, { type: "dance", id: 8 }, { id: 8, code: "unknown-type" });
    await refused(client, { type: "dance" }, { code: "unknown-type" });
    for (const bad of ["", "a\nb", "\u0000", "x".repeat(256), "é".repeat(128), "\ud800"]) {
      await refused(client, { type: "join", id: 9, room: bad }, { id: 9, code: "bad-room" });
      assert.equal((await ask(client, { type: "ping", id: 1 })).type, "pong");
    }
    await refused(client, { type: "publish", id: 10, room, data: 1 }, { id: 10, code: "not-a-member" });
    await refused(client, { type: "leave", id: 11, room }, { id: 11, code: "not-a-member" });
    await refused(client, { type: "publish", room, data: 1 }, { code: "not-a-member" });
    assert.equal((await ask(client, { type: "join", id: 12, room })).type, "joined");
    await refused(client, { type: "join", id: 13, room }, { id: 13, code: "already-joined" });
    for (let count = 1; count < 128; count++) {
      assert.equal((await ask(client, { type: "join", id: count, room: `room ${count}` })).type, "joined");
    }
    await refused(client, { type: "join", id: 14, room: "one more" }, { id: 14, code: "too-many-rooms" });
    await ask(client, { type: "leave", id: 15, room });
    assert.equal((await ask(client, { type: "join", id: 16, room: "é".repeat(127) + "x" })).type, "joined");
  },

  async compression(url) {
    const client = await Client.open(`${url}/echo`, [], { perMessageDeflate: { threshold: 0 } });
    assert.equal((await client.answer)["sec-websocket-extensions"], undefined);
    assert.equal(client.socket.extensions, "");
    const text = "compressible ".repeat(1000);
    client.socket.send(text, { compress: true });
    assert.equal(await client.text(), text);
  },

  async deflate(url) {
    const offers = [
      { threshold: 0 },
      { threshold: 0, serverNoContextTakeover: true, clientNoContextTakeover: true },
      { threshold: 0, serverMaxWindowBits: 9, clientMaxWindowBits: 9 },
      false,
    ];
    const members = [];
    for (const perMessageDeflate of offers) {
      const client = await Client.open(`${url}/rooms/deflate`, [], { perMessageDeflate });
      assert.equal(client.socket.extensions, perMessageDeflate === false ? "" : "permessage-deflate");
      if (members.length > 0) {
        // A seat is there once something comes to it; what the others hear meanwhile is passed over.
        const calling = setInterval(() => members[0].socket.send(ROLL_CALL), 10);
        assert.equal(await client.text(), ROLL_CALL);
        clearInterval(calling);
      }
      members.push(client);
    }
    for (const sender of members) {
      for (const text of ["", "x", "한국어 🐦 ".repeat(40), "compressible ".repeat(5000)]) {
        sender.socket.send(text, { compress: true });
        for (const member of members) {
          if (member !== sender) assert.equal(await textBehindCalls(member), text);
        }
      }
    }
  },
};

const ROLL_CALL = "who is here?";

async function textBehindCalls(client) {
  for (;;) {
    const text = await client.text();
    if (text !== ROLL_CALL) return text;
  }
}

/** JSON values that do not survive being read and written again. */
const AWKWARD = [
  "0",
  "-0",
  "-0.0e-0",
  "1.0",
  "100000000000000000000000000001",
  "1E400",
  "0.1000000000000000055511151231257827021181583404541015625",
  "7".repeat(2000),
  "true",
  "null",
  '""',
  '"\\u0041\\/\\ud83e\\udda2\\u0000"',
  '"🦢 \u2028 \u007f 漢字"',
  '"\\ud83e"',
  '"' + "x".repeat(30_000) + '"',
  '{"a":1,"a":2,"__proto__":{},"":[]}',
  '{ "b" : [ 1 ,\t2\n] ,\r\n "a" : { } }',
  '{"type":"message","data":"}","room":"]"}',
  "[".repeat(500) + "]".repeat(500),
  '{"' + "k".repeat(20_000) + '":1}',
];

const [scenario, url] = process.argv.slice(2);
await scenarios[scenario](url);
process.exit(0);
