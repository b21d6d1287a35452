/**
 * Members of one raw room, led line by line over standard input; each line is answered by one line.
 *
 *   page NAME ORIGIN ROOM     a page in the room, whose composer is the member NAME-chat, and a plain WebSocket in it, NAME
 *   ws NAME URL               a client of npm's ws
 *   send NAME text|binary BASE64
 *   received NAME COUNT       waits for so many messages, answers `kind:base64` each; a chat shows of binary its size alone
 *   quit
 *
 * What playgrounds announce to each other is not counted.
 */

import { createInterface } from "node:readline";
import WebSocket from "ws";
import { enter, launch, say, until } from "./browser.mjs";

const members = new Map();
let browser = null;

const isAnnouncement = (text) => text.startsWith('{"announce":');
const base64 = (text) => Buffer.from(text).toString("base64");

class WsMember {
  #socket;
  #received = [];
  #onReceived = () => {};

  async open(url) {
    this.#socket = new WebSocket(url);
    this.#socket.on("message", (data, isBinary) => {
      if (!isBinary && isAnnouncement(data.toString())) return;
      this.#received.push(`${isBinary ? "binary" : "text"}:${data.toString("base64")}`);
      this.#onReceived();
    });
    await new Promise((resolve, reject) => this.#socket.on("open", resolve).on("error", reject));
  }

  send(kind, payload) {
    this.#socket.send(Buffer.from(payload, "base64"), { binary: kind === "binary" });
  }

  async received(count) {
    while (this.#received.length < count) await new Promise((resolve) => (this.#onReceived = resolve));
    return this.#received;
  }
}

/** A WebSocket object in the page, with nothing of ours around it. */
class PageMember {
  #page;

  constructor(page) {
    this.#page = page;
  }

  open(room) {
    return this.#page.evaluate((name) => {
      const socket = new WebSocket(`ws://${location.host}/rooms/${name}`);
      socket.binaryType = "arraybuffer";
      globalThis.test = { socket, received: [] };
      socket.onmessage = ({ data }) => {
        if (typeof data !== "string" || !data.startsWith('{"announce":')) test.received.push(data);
      };
      return new Promise((resolve, reject) => {
        socket.onopen = () => resolve();
        socket.onerror = () => reject(new Error("no connection"));
      });
    }, room);
  }

  send(kind, payload) {
    return this.#page.evaluate(
      ([kind, payload]) => {
        const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
        test.socket.send(kind === "binary" ? bytes : new TextDecoder().decode(bytes));
      },
      [kind, payload],
    );
  }

  async received(count) {
    await until(this.#page, `${count} messages`, (count) => test.received.length >= count, count);
    return this.#page.evaluate(() =>
      test.received.map((data) => {
        const isText = typeof data === "string";
        const bytes = isText ? new TextEncoder().encode(data) : new Uint8Array(data);
        return `${isText ? "text" : "binary"}:${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""))}`;
      }),
    );
  }
}

/** The page's own chat: what it shows of others. */
class ChatMember {
  #page;
  static #others = "#messages > :is([data-kind=say], [data-kind=text], [data-kind=binary]):not([data-own])";

  constructor(page) {
    this.#page = page;
  }

  send(kind, payload) {
    return say(this.#page, Buffer.from(payload, "base64").toString());
  }

  async received(count) {
    const shown = ({ selector, count }) => document.querySelectorAll(selector).length >= count;
    await until(this.#page, `${count} messages`, shown, { selector: ChatMember.#others, count });
    const messages = await this.#page.locator(ChatMember.#others).evaluateAll((items) =>
      items.map((item) => ({
        kind: item.dataset.kind,
        author: item.querySelector(".message-author").textContent,
        text: item.querySelector(".message-text").textContent,
      })),
    );
    return messages.map(({ kind, author, text }) =>
      kind === "binary" ? `size:${author.replace(/\D/g, "")}` : `text:${base64(text)}`,
    );
  }
}

const commands = {
  async page(name, origin, room) {
    browser ??= await launch();
    const { page } = await enter(await browser.newContext(), origin, { room, name: `${name}-chat` });
    members.set(`${name}-chat`, new ChatMember(page));
    const member = new PageMember(page);
    await member.open(room);
    members.set(name, member);
    return "open";
  },
  async ws(name, url) {
    const member = new WsMember();
    await member.open(url);
    members.set(name, member);
    return "open";
  },
  async send(name, kind, payload = "") {
    await members.get(name).send(kind, payload);
    return "sent";
  },
  async received(name, count) {
    return (await members.get(name).received(Number(count))).join(" ");
  },
  async quit() {
    await browser?.close();
    setImmediate(() => process.exit(0));
    return "quit";
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.split(" ");
  try {
    console.log(await commands[command](...words));
  } catch (error) {
    console.log(`failed: ${error.stack.replaceAll("\n", " ")}`);
  }
}
