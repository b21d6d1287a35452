/** One WebSocket that is kept open: its state, what its close code means, and when to come back. */

const FIRST_WAIT_MS = { now: 200, soon: 500, later: 4_000 };
const LONGEST_WAIT_MS = 30_000;
const STEADY_AFTER_MS = 5_000; // open for so long, the next loss counts as the first
const OPENING_TIMEOUT_MS = 10_000;

/** Close codes: what each means, and whether to come back: never, now, soon, or later. */
export const CLOSE_CODES = new Map([
  [1000, { meaning: "closed normally", comeBack: "never" }],
  [1001, { meaning: "going away for good", comeBack: "never" }],
  [1002, { meaning: "protocol error", comeBack: "never" }],
  [1003, { meaning: "this type of message is not accepted", comeBack: "never" }],
  [1005, { meaning: "closed without a code", comeBack: "soon" }],
  [1006, { meaning: "lost or refused, without a close frame", comeBack: "soon" }],
  [1007, { meaning: "bad data, such as text that is not UTF-8", comeBack: "never" }],
  [1008, { meaning: "against the server’s policy", comeBack: "never" }],
  [1009, { meaning: "message too big", comeBack: "never" }],
  [1011, { meaning: "a fault in the server", comeBack: "soon" }],
  [1012, { meaning: "the server restarts", comeBack: "soon" }],
  [1013, { meaning: "the server is overloaded", comeBack: "later" }],
  [4001, { meaning: "token missing, bad or expired", comeBack: "never" }],
  [4003, { meaning: "forbidden", comeBack: "never" }],
  [4100, { meaning: "this reader was too slow", comeBack: "later" }],
  [4101, { meaning: "over the rate limit", comeBack: "later" }],
  [4102, { meaning: "no pong in time", comeBack: "later" }],
  [4103, { meaning: "the room is full", comeBack: "later" }],
]);

export function explain(code) {
  const known = CLOSE_CODES.get(code);
  if (known) return known;
  if (code >= 4000 && code < 4100) return { meaning: "do not come back as you are", comeBack: "never" };
  if (code >= 4100 && code < 4200) return { meaning: "come back after a pause", comeBack: "later" };
  if (code >= 4200 && code < 4300) return { meaning: "come back now", comeBack: "now" };
  return { meaning: "a code this page does not know", comeBack: "never" };
}

/** Exponential backoff; the random half keeps clients that were lost together from coming back together. */
export function waitBefore(attempt, comeBack, random) {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS[comeBack] * 2 ** attempt);
  return wait / 2 + (random * wait) / 2;
}

/**
 * Calls `onOpen()`, `onData(data)` (a string or an ArrayBuffer; answers whether the frame is housekeeping) and
 * `onState({name, code, reason, meaning, retryAt})`, name being connecting, open, closing or closed, and retryAt on
 * the clock of `performance.now()`, or null. `tap(entry)` sees each frame and each opening and closing.
 */
export class Connection {
  #path;
  #protocol;
  #handlers;
  #socket = null;
  #timer = 0;
  #openedAt = Infinity;
  #attempt = 0;
  #waiting = false; // to come back

  constructor(path, protocol, handlers) {
    this.#path = path;
    this.#protocol = protocol;
    this.#handlers = handlers;
  }

  get attempt() {
    return this.#attempt;
  }

  start() {
    this.#attempt = 0;
    this.#open();
  }

  #open() {
    clearTimeout(this.#timer);
    this.#waiting = false;
    this.#openedAt = Infinity;
    const socket = new WebSocket(webSocketUrl(this.#path), offers(this.#protocol));
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#timer = setTimeout(() => socket.close(), OPENING_TIMEOUT_MS);
    this.#handlers.onState({ name: "connecting", retryAt: null });
    socket.onopen = () => this.#onOpen(socket);
    socket.onmessage = (event) => this.#onMessage(event.data);
    socket.onclose = (event) => this.#onClose(socket, event);
  }

  /** Sends a string or bytes if the connection is open, and answers whether it did. */
  send(data, { quiet = false } = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#handlers.tap({ direction: "up", path: this.#path, data, quiet, at: Date.now() });
    this.#socket.send(data);
    return true;
  }

  /** Closes, and does not come back until `start`. */
  stop() {
    clearTimeout(this.#timer);
    this.#waiting = false;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket || socket.readyState === WebSocket.CLOSED) {
      this.#handlers.onState({ name: "closed", retryAt: null });
      return;
    }
    this.#handlers.onState({ name: "closing", retryAt: null });
    socket.close(1000, "closed by the page");
  }

  /** Comes back at once if it was waiting to. */
  hurry() {
    if (this.#waiting) this.#open();
  }

  #onOpen(socket) {
    if (this.#socket !== socket) return;
    clearTimeout(this.#timer);
    this.#openedAt = performance.now();
    this.#note("opened", this.#path + (socket.protocol ? `, subprotocol ${socket.protocol}` : ""));
    this.#handlers.onState({ name: "open", retryAt: null });
    this.#handlers.onOpen();
  }

  #onMessage(data) {
    const entry = { direction: "down", path: this.#path, data, quiet: false, at: Date.now() };
    this.#handlers.tap(entry);
    entry.quiet = this.#handlers.onData(data) === true;
  }

  #onClose(socket, { code, reason }) {
    const { comeBack, ...known } = explain(code);
    const refused = code === 1006 && this.#openedAt === Infinity;
    const meaning = refused ? "not reached, or refused for want of a good #token=" : known.meaning;
    this.#note("closed", `${this.#path}: ${code}, ${reason || meaning}`);
    if (this.#socket !== null && this.#socket !== socket) return; // started anew in the meantime
    clearTimeout(this.#timer);
    const stopped = this.#socket === null;
    if (performance.now() - this.#openedAt > STEADY_AFTER_MS) this.#attempt = 0;
    let retryAt = null;
    if (!stopped && comeBack !== "never") {
      const wait = waitBefore(this.#attempt++, comeBack, Math.random());
      retryAt = performance.now() + wait;
      this.#waiting = true;
      this.#timer = setTimeout(() => this.#open(), wait);
    }
    this.#handlers.onState({ name: "closed", code, reason, meaning, retryAt });
  }

  #note(event, detail) {
    this.#handlers.tap({ direction: event, path: this.#path, data: detail, quiet: false, at: Date.now() });
  }
}

/** A browser can bring a token in no other way. It stands in the page's fragment, `#token=…`, which no server sees. */
function offers(protocol) {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token) return [protocol || "sluice.v1.raw", `sluice.token.${token}`];
  return protocol ? [protocol] : [];
}

export function webSocketUrl(path) {
  return `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}${path}`;
}
