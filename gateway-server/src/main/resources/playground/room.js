/** What is said in a room: the page's own small messages, the two ways to carry them, and who announced itself. */

const ROOM_MAX_BYTES = 255;
const NAME_MAX_CHARS = 40;

/** Why a room cannot have this name, or an empty string when it can. */
export function roomProblem(room) {
  if (room === "") return "A room needs a name.";
  if (/\p{Cc}/u.test(room)) return "A room’s name has no control characters.";
  if (/\p{Cs}/u.test(room)) return "This name is not whole Unicode text.";
  const bytes = new TextEncoder().encode(room).length;
  if (bytes > ROOM_MAX_BYTES) return `A room’s name has at most ${ROOM_MAX_BYTES} bytes; this one has ${bytes}.`;
  // A URL's path drops its dot segments, percent-encoded ones too, before a browser asks for it.
  if (room === "." || room === "..") return "A browser cannot ask for the path “.” or “..”.";
  return "";
}

export function rawPath(room) {
  return `/rooms/${encodeURIComponent(room)}`;
}

/**
 * Reads what somebody sent: `{kind: "say", name, text, page, hue}` and `{kind: "announce", announce, page, name, hue}`
 * are this page's own; anything else is `{kind: "text", text}` or `{kind: "binary", bytes}`.
 */
export function interpret(sent) {
  if (sent instanceof ArrayBuffer) return { kind: "binary", bytes: new Uint8Array(sent) };
  const value = typeof sent === "string" ? parse(sent) : sent;
  const text = typeof sent === "string" ? sent : JSON.stringify(sent);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return { kind: "text", text };
  const page = typeof value.page === "string" ? value.page.slice(0, 32) : "";
  const author = { page, name: cleanName(value.name), hue: Number.isFinite(value.hue) ? value.hue % 360 : null };
  if (page !== "" && ["hello", "here", "bye"].includes(value.announce)) {
    return { kind: "announce", announce: value.announce, ...author };
  }
  if (typeof value.text === "string") return { kind: "say", text: value.text, ...author };
  return { kind: "text", text };
}

export function cleanName(name) {
  return typeof name === "string" ? [...name.replace(/\p{Cc}/gu, " ").trim()].slice(0, NAME_MAX_CHARS).join("") : "";
}

export function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/*
 * The two ways into a room, this and `envelope.js`, share one shape. The connection calls `opened()`, `closed()` and
 * `received(data)`, which answers true for housekeeping. `send(value, receipt)` answers whether it was sent. Handlers:
 * `onReady(note)`, `onRefused(code, message)`, `onHeard(read)`, `onAcknowledged(receipt, offset, milliseconds)`,
 * `onError(receipt, code, message)` and `onNote(text)`, receipt being whatever was handed to `send`, or null;
 * `onConfirmed(receipt, offset)` for what was thought lost;
 * `onMembers(others, count)` where the room knows who is in it, and `onStrangers()` where it does not.
 */

/** Every frame goes as it is to all other members. */
export class RawRoom {
  protocol = null;

  constructor(room, handlers) {
    this.path = rawPath(room);
    this.handlers = handlers;
  }

  opened() {
    this.handlers.onReady("In the room: you hear what is sent from now on.");
    this.handlers.onStrangers();
  }

  closed() {}

  received(data) {
    const read = interpret(data);
    this.handlers.onHeard(read);
    return read.kind === "announce";
  }

  send(value) {
    return this.connection.send(JSON.stringify(value), { quiet: "announce" in value });
  }
}

const ANNOUNCE_EVERY_MS = 10_000;
const FORGET_AFTER_MS = 30_000;
const REPLY_WITHIN_MS = 800;
const CROWD = 20; // with more pages than that a newcomer is not answered by each, and learns of them by and by
const MOST_PAGES = 500;

/** The pages in a room, as they announce themselves; other clients, which do not, are not known. */
export class Pages {
  #announce;
  #onChange;
  #known = new Map(); // page → {name, hue, heardAt}
  #nextAt = Infinity;

  /** `announce(word)` sends hello, here or bye; `onChange(pages)` gets the other pages, or null outside of a room. */
  constructor({ announce, onChange }) {
    this.#announce = announce;
    this.#onChange = onChange;
    setInterval(() => this.#tick(performance.now()), 250);
  }

  enter() {
    this.#known.clear();
    this.#onChange([]);
    this.#say("hello", performance.now());
  }

  leave() {
    if (this.#nextAt < Infinity) this.#announce("bye");
    this.lose();
  }

  /** Without the connection nobody can be heard or told. */
  lose() {
    this.#nextAt = Infinity;
    this.#known.clear();
    this.#onChange(null);
  }

  /** Says again soon that this page is here: its name has changed, or it is seen again. */
  renew() {
    if (this.#nextAt === Infinity) return;
    this.#nextAt = 0;
    this.#onChange([...this.#known.values()]);
  }

  heard({ page, name, hue, announce }) {
    const now = performance.now();
    if (page === "" || this.#nextAt === Infinity) return;
    if (announce === "bye") this.#known.delete(page);
    else if (this.#known.has(page) || this.#known.size < MOST_PAGES) this.#known.set(page, { name, hue, heardAt: now });
    // One "here" answers every newcomer of the moment.
    if (announce === "hello" && this.#known.size <= CROWD) {
      this.#nextAt = Math.min(this.#nextAt, now + Math.random() * REPLY_WITHIN_MS);
    }
    this.#onChange([...this.#known.values()]);
  }

  #tick(now) {
    const before = this.#known.size;
    for (const [page, { heardAt }] of this.#known) {
      if (now - heardAt > FORGET_AFTER_MS) this.#known.delete(page);
    }
    if (this.#known.size < before) this.#onChange([...this.#known.values()]);
    if (now >= this.#nextAt) this.#say("here", now);
  }

  #say(word, now) {
    const seldom = document.hidden || this.#known.size > CROWD;
    this.#nextAt = now + (seldom ? 2 : 1) * ANNOUNCE_EVERY_MS * (0.9 + 0.2 * Math.random());
    this.#announce(word);
  }
}
