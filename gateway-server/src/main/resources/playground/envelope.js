/** The envelope, version 1: many rooms over one connection, of which this page is in one. */

import { Members, MOST_LISTED } from "./members.js";
import { interpret, parse } from "./room.js";

const MOST_PAST = 50; // messages of the room's past that are shown
const MOST_UNCONFIRMED = 100; // own messages of which it is not known whether the room has taken them
const ASK_AGAIN_MS = 15_000; // who is there: not every room says who comes and goes, and events need not name everybody

/** What a raw client sent as binary reaches the envelope as base64. */
function bytesOf(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer;
}

/** Joins with what it has last seen, so that nothing is missed; asks what was said before, and who is there. */
export class EnvelopeRoom {
  path = "/ws";
  protocol = "sluice.v1.json";
  #room;
  #members;
  #session = null;
  #former = new Set(); // sessions that were this page's
  #unconfirmed = []; // {receipt, sent} of connections that were lost before the answer
  #timer = 0;
  #nextId = 1;
  #ids = {}; // of what was asked for once: join, history, presence
  #waiting = new Map(); // id → {receipt, quiet, sentAt}
  #last = null; // the position of the last message that is shown, over all connections
  #held = null; // messages that wait for those before them

  constructor(room, handlers) {
    this.#room = room;
    this.handlers = handlers;
    this.#members = new Members((others, count) => handlers.onMembers(others, count));
  }

  opened() {
    if (this.#session) this.#former.add(this.#session);
    this.#session = null;
    this.#ids = {};
    this.#held = null;
  }

  closed() {
    clearTimeout(this.#timer);
    for (const { receipt, sent } of this.#waiting.values()) {
      if (!receipt) continue;
      this.handlers.onError(receipt, "lost", "the connection closed before the acknowledgement");
      this.#unconfirmed.push({ receipt, sent });
    }
    this.#unconfirmed.splice(0, this.#unconfirmed.length - MOST_UNCONFIRMED);
    this.#waiting.clear();
  }

  send(data, receipt) {
    const id = this.#nextId++;
    const quiet = "announce" in data;
    this.#waiting.set(id, { receipt, quiet, sent: JSON.stringify(data), sentAt: performance.now() });
    return this.connection.send(JSON.stringify({ type: "publish", id, room: this.#room, data }), { quiet });
  }

  received(data) {
    const message = typeof data === "string" ? parse(data) : null;
    switch (message?.type) {
      case "welcome":
        this.#session = message.session;
        this.#ask("join", this.#last ? { since: this.#last } : {});
        return false;
      case "joined":
        return this.#onJoined(message);
      case "history":
        return this.#onPast(message);
      case "presence":
        this.#members.start(this.#session, message);
        this.#timer = setTimeout(() => this.#ask("presence", { limit: MOST_LISTED }), ASK_AGAIN_MS);
        return true;
      case "arrived":
      case "departed":
        this.#members[message.type](message);
        return true;
      case "message":
        return this.#held ? this.#hold(message) : this.#onMessage(message);
      case "published":
        return this.#onPublished(message);
      case "error":
        return this.#onError(message);
      case "gap":
        this.handlers.onNote("This page was too slow: some messages are left out.");
        return false;
      case "goaway":
        this.handlers.onNote(`The server drains: it asks to reconnect within ${message["reconnect-within-ms"]} ms.`);
        return false;
      default:
        return false;
    }
  }

  /** Asks about the room; the answer has the same type. */
  #ask(type, more) {
    const id = (this.#ids[type] = this.#nextId++);
    this.connection.send(JSON.stringify({ type, id, room: this.#room, ...more }), { quiet: type !== "join" });
  }

  #onJoined({ epoch, offset, recovered }) {
    const missed = recovered ? offset - this.#last.offset : 0;
    const back = missed > 0 ? `, with ${missed} missed ${missed === 1 ? "message" : "messages"}` : "";
    this.handlers.onReady(`Joined at offset ${offset ?? 0}, as session ${this.#session}${back}.`);
    this.#ask("presence", { limit: MOST_LISTED });
    if (recovered) return false; // what was missed comes next
    if (recovered === false) this.handlers.onNote("The room no longer remembers all that was said meanwhile.");
    this.#held = [];
    this.#ask("history", { reverse: true, limit: MOST_PAST });
    if (this.#last?.epoch !== epoch) this.#last = { epoch, offset: 0 };
    this.#ids.until = offset;
    return false;
  }

  /** What was said before this page came; what came since has been held. */
  #onPast({ messages }) {
    const past = messages.filter(({ offset }) => offset <= this.#ids.until && offset > this.#last.offset);
    for (const message of past.reverse()) this.#onMessage(message, true);
    this.#release();
    return true;
  }

  #hold(message) {
    this.#held.push(message);
    return false;
  }

  #release() {
    const held = this.#held ?? [];
    this.#held = null;
    this.#last = { ...this.#last, offset: Math.max(this.#last.offset, this.#ids.until) };
    for (const message of held) this.#onMessage(message);
  }

  #onMessage({ from, user, data, offset, encoding }, past = false) {
    if (offset !== undefined) this.#last = { ...this.#last, offset };
    if (this.#former.has(from)) return this.#onOwn(data, offset);
    const read = interpret(encoding === "base64" ? bytesOf(data) : data);
    this.#members.spoke(from, read);
    if (from !== this.#session) this.handlers.onHeard({ ...read, user, offset, past });
    return read.kind === "announce";
  }

  /** A message of this page comes back to it over another connection: it is shown, and may have been thought lost. */
  #onOwn(data, offset) {
    const sent = JSON.stringify(data);
    const index = this.#unconfirmed.findIndex((message) => message.sent === sent);
    if (index >= 0) this.handlers.onConfirmed(this.#unconfirmed.splice(index, 1)[0].receipt, offset);
    return false;
  }

  #onPublished({ id, offset }) {
    const sent = this.#waiting.get(id);
    if (!sent) return false;
    this.#waiting.delete(id);
    this.handlers.onAcknowledged(sent.receipt, offset, performance.now() - sent.sentAt);
    return sent.quiet;
  }

  #onError({ id, code, message }) {
    const sent = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (id === undefined) this.handlers.onError(null, code, message);
    else if (id === this.#ids.join) this.handlers.onRefused(code, message);
    else if (id === this.#ids.presence) this.handlers.onStrangers();
    else if (id === this.#ids.history) this.#release();
    else this.handlers.onError(sent?.receipt ?? null, code, message);
    return id !== undefined && (id === this.#ids.presence || id === this.#ids.history);
  }
}
