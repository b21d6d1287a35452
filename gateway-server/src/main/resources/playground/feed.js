/** Two bounded lists that follow their end: what is said in the room, and what goes over the wire. */

const FLUSH_EVERY_MS = 30; // a flood is drawn in batches
const MOST_WAITING = 300;
const MOST_MESSAGES = 300;
const MOST_FRAMES = 200; // of each sort: the room's own, and housekeeping
const PREVIEW_CHARS = 400;
const DETAIL_CHARS = 20_000;
const PREVIEW_BYTES = 16;
const DETAIL_BYTES = 512;

/** `render(entry)` answers a list item. Entries beyond the bounds are lost, the oldest first. */
class Feed {
  #list;
  #most;
  #render;
  #waiting = [];
  #rows = { true: [], false: [] }; // by quietness
  #timer = 0;
  #paused = false;

  constructor(list, most, render) {
    this.#list = list;
    this.#most = most;
    this.#render = render;
  }

  get waiting() {
    return this.#waiting.length;
  }

  add(entry) {
    this.#waiting.push(entry);
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    if (!this.#paused) this.#timer ||= setTimeout(() => this.#flush(), FLUSH_EVERY_MS);
  }

  pause(paused) {
    this.#paused = paused;
    if (!paused) this.#flush();
  }

  clear() {
    this.#waiting = [];
    this.#rows = { true: [], false: [] };
    this.#list.replaceChildren();
  }

  follow() {
    this.#list.scrollTop = this.#list.scrollHeight;
  }

  #flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#paused) return;
    const { scrollHeight, scrollTop, clientHeight } = this.#list;
    const follows = scrollHeight - scrollTop - clientHeight < 48 || this.#waiting.some((entry) => entry.own);
    for (const entry of this.#waiting.splice(0)) {
      const row = this.#render(entry);
      const rows = this.#rows[entry.quiet === true];
      rows.push(row);
      this.#list.append(row);
      if (rows.length > this.#most) rows.shift().remove();
    }
    if (follows) this.follow();
  }
}

/** What is said: entries of `{kind: say|text|binary|note|error, name, user, hue, text, bytes, offset, own, at}`. */
export class ChatFeed {
  #feed;
  #template;

  constructor(list, template) {
    this.#template = template;
    this.#feed = new Feed(list, MOST_MESSAGES, (entry) => this.#render(entry));
  }

  add(entry) {
    this.#feed.add(entry);
    return entry;
  }

  clear() {
    this.#feed.clear();
  }

  /** Shows what became of one's own message: an offset, or an error. */
  mark(entry, status, failed = false) {
    Object.assign(entry, { status, failed });
    if (entry.row) showStatus(entry.row, entry);
  }

  #render(entry) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    const [author, time, text] = ["author", "time", "text"].map((name) => row.querySelector(`.message-${name}`));
    row.dataset.kind = entry.kind;
    if (entry.own) row.dataset.own = "";
    if (Number.isFinite(entry.hue)) author.style.setProperty("--hue", entry.hue);
    author.textContent = authorOf(entry);
    // When something of a room's past was said, nobody knows.
    time.textContent = entry.at === null ? "before" : clock(entry.at).slice(0, 5);
    if (entry.at !== null) time.dateTime = new Date(entry.at).toISOString();
    text.textContent = entry.kind === "binary" ? hex(entry.bytes, PREVIEW_BYTES) : entry.text || "(empty text)";
    entry.row = row;
    showStatus(row, entry);
    return row;
  }
}

/** The name is what a page calls itself, `user` what the server knows. */
function authorOf({ kind, name, user, own, bytes }) {
  if (kind === "note" || kind === "error") return "";
  const known = user === undefined ? "" : `, user ${user}`;
  if (kind === "binary") return `binary, ${count(bytes.length)}${known}`;
  if (kind === "text") return `plain text${known}`;
  return (name || "no name") + (own ? " (you)" : known);
}

function showStatus(row, { status, offset, failed }) {
  const shown = status ?? (offset === undefined ? "" : `offset ${offset}`);
  row.querySelector(".message-status").textContent = shown;
  row.toggleAttribute("data-failed", failed === true);
}

/** What goes over the wire: entries of `{direction: up|down|opened|closed, path, data, quiet, at}`. */
export class WireFeed {
  #feed;
  #template;
  #counter;
  #paused = false;

  constructor({ list, template, counter }) {
    this.#template = template;
    this.#counter = counter;
    this.#feed = new Feed(list, MOST_FRAMES, (entry) => this.#render(entry));
  }

  add(entry) {
    this.#feed.add(entry);
    if (this.#paused) this.#counter.textContent = `${this.#feed.waiting} waiting`;
  }

  pause(paused) {
    this.#paused = paused;
    this.#counter.textContent = paused ? "Paused" : "";
    this.#feed.pause(paused);
  }

  clear() {
    this.#feed.clear();
    this.#counter.textContent = this.#paused ? "Paused" : "";
  }

  follow() {
    this.#feed.follow();
  }

  #render({ direction, path, data, quiet, at }) {
    const row = this.#template.content.firstElementChild.cloneNode(true);
    const put = (name, text) => (row.querySelector(`.frame-${name}`).textContent = text);
    const isFrame = direction === "up" || direction === "down";
    const isText = typeof data === "string";
    row.dataset.direction = direction;
    row.toggleAttribute("data-quiet", quiet);
    put("arrow", { up: "↑", down: "↓", opened: "◆", closed: "◇" }[direction]);
    put("sense", { up: "sent", down: "received", opened: "", closed: "" }[direction]);
    put("time", clock(at));
    put("opcode", isFrame ? (isText ? "text" : "binary") : direction);
    put("bytes", isFrame ? count(isText ? new TextEncoder().encode(data).length : data.byteLength, "B") : "");
    put("content", isText ? data.slice(0, PREVIEW_CHARS) : hex(new Uint8Array(data), PREVIEW_BYTES));
    // Most rows are never opened: their detail is written when they are.
    const detail = () => `${path}\n${isText ? pretty(data) : hex(new Uint8Array(data), DETAIL_BYTES)}`;
    const onOpen = () => {
      put("detail", detail());
      row.scrollIntoView({ block: "nearest" });
    };
    row.querySelector("details").addEventListener("toggle", onOpen, { once: true });
    return row;
  }
}

function pretty(text) {
  let shown = text;
  try {
    shown = JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    // Not JSON: shown as it is.
  }
  return shown.length > DETAIL_CHARS ? `${shown.slice(0, DETAIL_CHARS)}… (${shown.length} characters)` : shown;
}

function hex(bytes, most) {
  const pairs = Array.from(bytes.subarray(0, most), (byte) => byte.toString(16).padStart(2, "0"));
  return pairs.join(" ") + (bytes.length > most ? " …" : "");
}

function count(bytes, unit = bytes === 1 ? "byte" : "bytes") {
  return `${bytes.toLocaleString("en")} ${unit}`;
}

function clock(at) {
  const date = new Date(at);
  const two = (number) => String(number).padStart(2, "0");
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${time}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
