/**
 * The client of docs/history.md, taken from there, over npm's ws: `node recovery.mjs URL PAGE`, the URL being `ws://HOST:PORT` of a
 * gateway whose rooms remember. Its connection is cut again and again while somebody publishes.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import WebSocket from "ws";

const MESSAGES = 200;
const CUT_EACH = 40;

const [url, page] = process.argv.slice(2);
const sample = readFileSync(page, "utf8").match(/```js\n([\s\S]*?)```/)[1];

const sockets = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...args) {
    super(...args);
    sockets.push(this);
  }
};
const { follow } = await import(`data:text/javascript,${encodeURIComponent(`${sample}\nexport { follow };`)}`);

const publisher = new WebSocket(`${url}/ws`, "sluice.v1.json");
await once(publisher, "open");
publisher.send(JSON.stringify({ type: "join", room: "lobby" }));

const heard = [];
let gaps = 0;
let heardAll;
const all = new Promise((resolve) => (heardAll = resolve));
follow(
  `${url}/ws`,
  "lobby",
  (data) => {
    heard.push(data);
    if (heard.length === MESSAGES) heardAll();
  },
  () => gaps++,
);
await new Promise((resolve) =>
  sockets[0].on("message", (text) => JSON.parse(text).type === "joined" && resolve()),
);

async function until(condition) {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

for (let i = 1; i <= MESSAGES; i++) {
  publisher.send(JSON.stringify({ type: "publish", room: "lobby", data: i }));
  if (i % CUT_EACH === 0) {
    // So that no more is missed than the room remembers.
    await until(() => heard.length >= i - CUT_EACH && sockets.at(-1).readyState === WebSocket.OPEN);
    const before = sockets.length;
    sockets.at(-1).terminate();
    await until(() => sockets.length > before);
  }
}
await all;
assert.deepEqual(
  heard,
  Array.from({ length: MESSAGES }, (_, i) => i + 1),
);
assert.equal(gaps, 0);
assert.equal(sockets.length, 1 + MESSAGES / CUT_EACH);
process.exit(0);
