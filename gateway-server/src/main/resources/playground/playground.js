/** The page: its settings, the chat, and what connects the parts. */

import { CLOSE_CODES, Connection, webSocketUrl } from "./connection.js";
import { EnvelopeRoom } from "./envelope.js";
import { ChatFeed, WireFeed } from "./feed.js";
import { EchoProbe, Latency } from "./latency.js";
import { cleanName, Pages, rawPath, RawRoom, roomProblem } from "./room.js";

const MOST_PAGES_SHOWN = 24;
const MOST_FORMER_PAGES = 50;
const DEFAULT_ROOM = "lobby";
const BIRDS = ["Heron", "Kingfisher", "Dipper", "Grebe", "Teal", "Bittern", "Moorhen", "Wagtail", "Egret", "Plover"];

const MODES = {
  raw: {
    Room: RawRoom,
    note: "Each frame goes, as it is, to all other members. Any client, no protocol.",
    latency: "There and back over /echo, once a second and with each message",
    samples: "probes",
  },
  envelope: {
    Room: EnvelopeRoom,
    note: "Join, publish, acknowledge: JSON messages with ids, offsets and errors.",
    latency: "From publish to published, with each message and announcement",
    samples: "announcements",
  },
};
// Close codes that say that a message was at fault.
const REFUSED_MESSAGE = new Set([1003, 1007, 1009]);
const FORBIDDEN = 4003;
const STATES = {
  connecting: "Connecting",
  joining: "Joining",
  open: "Open",
  refused: "Not joined",
  closing: "Closing",
  closed: "Closed",
};
const RETURNS = {
  never: "stays closed",
  now: "comes back at once",
  soon: "comes back, waiting longer each time",
  later: "comes back after a pause",
};

const byId = (id) => document.getElementById(id);

/** Storage may be missing, full or forbidden; the page then forgets, and works. */
function recall(storage, key) {
  try {
    return globalThis[storage].getItem(`sluice.${key}`) ?? "";
  } catch {
    return "";
  }
}

function remember(storage, key, value) {
  try {
    globalThis[storage].setItem(`sluice.${key}`, value);
  } catch {
    // Forgotten.
  }
}

const me = {
  page: Array.from(crypto.getRandomValues(new Uint8Array(6)), (byte) => byte.toString(16).padStart(2, "0")).join(""),
  hue: Math.floor(Math.random() * 360),
  name: cleanName(recall("localStorage", "name")) || recall("sessionStorage", "name") || newName(),
};
const former = formerPages();
const settings = readSettings();
const chat = new ChatFeed(byId("messages"), byId("message-template"));
const wire = new WireFeed({ list: byId("wire"), template: byId("frame-template"), counter: byId("wire-counter") });
const latency = new Latency(byId("latency-chart"), {
  last: byId("latency-last"),
  median: byId("latency-median"),
  p99: byId("latency-p99"),
  size: byId("latency-size"),
});
const pages = new Pages({
  announce: (word) => !listensOnly && room?.send({ announce: word, ...me }, null),
  onChange: showPages,
});

let room = null;
let connection = null;
let probe = null;
let countdown = 0;
let hasSpoken = false;
let listensOnly = false; // in a raw room that has closed the connection for an announcement

/** A name that no other tab is likely to have; it lasts as long as the tab. */
function newName() {
  const name = `${BIRDS[Math.floor(Math.random() * BIRDS.length)]} ${10 + Math.floor(Math.random() * 90)}`;
  remember("sessionStorage", "name", name);
  return name;
}

/** What this tab called itself before it was loaded again. */
function formerPages() {
  const all = (recall("sessionStorage", "pages").match(/\w+/g) ?? []).slice(-MOST_FORMER_PAGES);
  remember("sessionStorage", "pages", [...all, me.page].join(" "));
  return new Set(all);
}

function readSettings() {
  const asked = new URLSearchParams(location.search);
  // A link to a room says all: without a mode it means the raw room, whatever was used here last.
  const named = location.hash === "#envelope" ? "envelope" : asked.get("mode");
  const mode = named ?? (asked.has("room") ? "raw" : recall("localStorage", "mode"));
  const name = asked.get("room") || recall("localStorage", "room");
  return { mode: mode === "envelope" ? "envelope" : "raw", room: roomProblem(name) === "" ? name : DEFAULT_ROOM };
}

function pageUrl() {
  const asked = new URLSearchParams({ room: settings.room });
  if (settings.mode === "envelope") asked.set("mode", "envelope");
  return `${location.origin}${location.pathname}?${asked}`;
}

/** Stays in the page's address, and out of the links to it. */
function tokenFragment() {
  return new URLSearchParams(location.hash.slice(1)).has("token") ? location.hash : "";
}

/** Leaves the room it was in, if any, and enters the one in the settings. */
function enter() {
  pages.leave();
  connection?.stop();
  probe?.stop();
  probe = null;
  hasSpoken = listensOnly = false;
  history.replaceState(null, "", pageUrl() + tokenFragment());
  remember("localStorage", "room", settings.room);
  remember("localStorage", "mode", settings.mode);
  chat.clear();
  latency.clear();
  showSettings();

  const { Room } = MODES[settings.mode];
  const entered = (room = new Room(settings.room, {
    onReady,
    onRefused,
    onHeard,
    onAcknowledged,
    onConfirmed: (entry, offset) => chat.mark(entry, `offset ${offset}`),
    onError,
    onMembers: showMembers,
    onStrangers: () => pages.enter(),
    onNote: (text) => note("note", text),
  }));
  const opened = (connection = new Connection(entered.path, entered.protocol, {
    tap: (entry) => wire.add(entry),
    onOpen: () => room === entered && entered.opened(),
    onData: (data) => room === entered && entered.received(data),
    onState: (state) => connection === opened && onState(state),
  }));
  entered.connection = opened;
  opened.start();
  if (settings.mode === "raw") {
    probe = new EchoProbe(latency, (entry) => wire.add(entry));
    probe.start();
  }
}

function onReady(text) {
  showState("open", webSocketUrl(room.path));
  note("note", text);
}

function onRefused(code, message) {
  showState("refused", `${code}: ${message}`);
  note("error", `Not joined. ${code}: ${message}`);
}

function onHeard(read) {
  if (read.page && read.page !== me.page && !read.past) pages.heard(read);
  if (read.kind === "announce") return;
  if (read.past) chat.add({ ...read, own: former.has(read.page), at: null });
  else chat.add({ ...read, at: Date.now() });
}

function onAcknowledged(entry, offset, milliseconds) {
  latency.add(milliseconds, entry !== null);
  if (entry) chat.mark(entry, `offset ${offset}`);
}

function onError(entry, code, message) {
  if (entry) chat.mark(entry, `${code}: ${message}`, true);
  else note("error", `${code}: ${message}`);
}

function onState(state) {
  const url = webSocketUrl(room.path);
  if (state.name === "open") {
    if (settings.mode === "envelope") showState("joining", url);
    return;
  }
  if (state.name === "connecting") {
    showState("connecting", url);
    return;
  }
  pages.lose();
  if (state.name === "closing") {
    showState("closing", url);
    return;
  }
  room.closed();
  if (state.code === FORBIDDEN && settings.mode === "raw" && !hasSpoken && !listensOnly) {
    listensOnly = true;
    note("note", "The room takes no messages from this page: it listens.");
    connection.start();
    return;
  }
  const reason = state.reason && state.reason !== state.meaning ? ` (“${state.reason}”)` : "";
  showState("closed", state.code ? `${state.code}, ${state.meaning}${reason}` : "", state.retryAt);
  byId("connection-state").dataset.code = state.code ?? "";
  if (REFUSED_MESSAGE.has(state.code)) note("error", `The server did not take what you sent last: ${state.meaning}.`);
}

function showState(name, detail, retryAt = null) {
  document.documentElement.dataset.connection = name;
  const shown = byId("connection-state");
  shown.dataset.state = name;
  shown.textContent = STATES[name];
  // The host is set apart, for a small screen leaves it out.
  const host = detail.startsWith(webSocketUrl("/")) ? webSocketUrl("") : "";
  byId("connection-host").textContent = host;
  byId("connection-text").textContent = detail.slice(host.length);
  byId("send-button").disabled = name !== "open";
  byId("connection-button").textContent = name === "closed" ? (retryAt === null ? "Reconnect" : "Reconnect now") : "Disconnect";
  clearInterval(countdown);
  byId("connection-countdown").textContent = "";
  if (retryAt !== null) {
    showCountdown(retryAt);
    countdown = setInterval(() => showCountdown(retryAt), 200);
  }
}

function showCountdown(retryAt) {
  const seconds = Math.max(0, Math.ceil((retryAt - performance.now()) / 1000));
  byId("connection-countdown").textContent = `Back in ${seconds} s`;
}

function note(kind, text) {
  chat.add({ kind, text, at: Date.now() });
}

function send() {
  const input = byId("message-input");
  const text = input.value;
  if (text.trim() === "" || byId("send-button").disabled) return;
  const value = { name: me.name, text, page: me.page, hue: me.hue };
  const entry = { kind: "say", own: true, text, name: me.name, hue: me.hue, at: Date.now() };
  if (settings.mode === "envelope") entry.status = "sending";
  if (!room.send(value, entry)) return;
  hasSpoken = true;
  chat.add(entry);
  probe?.time(JSON.stringify(value));
  input.value = "";
}

/** Pages announce themselves where the room does not know who is in it. */
function showPages(known) {
  const all = known === null ? [] : [{ ...me, own: true }, ...known];
  showPeople(all, all.length, "page", "as announced; other clients are not counted");
}

function showMembers(others, count) {
  showPeople([{ ...me, own: true }, ...others], count, "member", "of whatever client, as the server knows them");
}

function showPeople(all, here, what, note) {
  const shown = all.slice(0, MOST_PAGES_SHOWN);
  byId("pages-count").textContent = here;
  byId("pages-note").textContent = note;
  byId("pages-label").textContent = `${what}${here === 1 ? "" : "s"} in this room`;
  byId("pages").replaceChildren(...shown.map(pageItem));
  if (here > shown.length) byId("pages").append(pageItem({ name: `and ${here - shown.length} more` }));
}

function pageItem({ name, hue, own }) {
  const item = byId("page-template").content.firstElementChild.cloneNode(true);
  if (Number.isFinite(hue)) item.style.setProperty("--hue", hue);
  if (own) item.dataset.own = "";
  item.querySelector(".page-name").textContent = (name || "no name") + (own ? " (you)" : "");
  return item;
}

function showSettings() {
  const mode = MODES[settings.mode];
  byId("room-input").value = settings.room;
  byId("name-input").value = me.name;
  byId(`mode-${settings.mode}`).checked = true;
  byId("mode-note").textContent = mode.note;
  byId("latency-note").textContent = mode.latency;
  byId("key-probe").textContent = mode.samples;
  document.title = `${settings.room} · Sluice playground`;
  for (const link of document.querySelectorAll("[data-link=window]")) link.href = pageUrl();
  for (const [name, text] of Object.entries(commands())) {
    byId(`command-${name}`).textContent = text;
  }
}

/** The commands for this host and room. Whatever a shell might read is percent-encoded or quoted. */
function commands() {
  const path = rawPath(settings.room).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const raw = webSocketUrl(path);
  const quoted = (url) => (/^[\w:/.%~-]+$/.test(url) ? url : `'${url}'`);
  return {
    window: pageUrl(),
    wscat: `npx wscat -c ${quoted(raw)}`,
    python: `python3 -m websockets ${quoted(raw)}`,
    browser: [
      `const ws = new WebSocket(${JSON.stringify(raw)});`,
      "ws.onmessage = (event) => console.log(event.data);",
      'ws.onopen = () => ws.send("Hello from the console");',
    ].join("\n"),
    envelope: `npx wscat -s sluice.v1.json -c ${quoted(webSocketUrl("/ws"))}`,
    join: JSON.stringify({ type: "join", id: 1, room: settings.room }),
    publish: JSON.stringify({ type: "publish", id: 2, room: settings.room, data: { name: "by hand", text: "Hello" } }),
    metrics: "curl -s http://127.0.0.1:8081/metrics | grep gateway_connections",
    load: "./gateway load echo",
  };
}

async function copy(button) {
  const source = byId(`command-${button.dataset.copy}`);
  getSelection().selectAllChildren(source);
  try {
    await navigator.clipboard.writeText(source.textContent); // missing on a page that came over plain HTTP from afar
  } catch {
    document.execCommand("copy");
  }
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

function showCodes() {
  for (const [code, { meaning, comeBack }] of CLOSE_CODES) {
    const row = byId("codes").insertRow();
    for (const text of [String(code), meaning, RETURNS[comeBack]]) row.insertCell().textContent = text;
  }
}

function showTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  byId("theme-button").setAttribute("aria-pressed", String(isDark()));
}

function isDark() {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function listen() {
  byId("composer").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  byId("message-input").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  });
  byId("name-input").addEventListener("change", ({ target }) => {
    me.name = cleanName(target.value) || newName();
    target.value = me.name;
    remember("localStorage", "name", me.name);
    pages.renew();
  });
  byId("room-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const problem = roomProblem(byId("room-input").value);
    byId("room-problem").textContent = problem;
    byId("room-input").setAttribute("aria-invalid", String(problem !== ""));
    if (problem !== "") return;
    settings.room = byId("room-input").value;
    enter();
  });
  for (const radio of document.querySelectorAll("[name=mode]")) {
    radio.addEventListener("change", () => {
      settings.mode = radio.value;
      enter();
    });
  }
  byId("connection-button").addEventListener("click", () => {
    if (byId("connection-state").dataset.state === "closed") connection.start();
    else {
      pages.leave();
      connection.stop();
    }
  });
  byId("wire-pause").addEventListener("click", ({ currentTarget: button }) => {
    const paused = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(paused));
    wire.pause(paused);
  });
  byId("wire-clear").addEventListener("click", () => wire.clear());
  byId("wire-quiet").addEventListener("change", ({ target }) => {
    byId("wire").classList.toggle("hides-quiet", target.checked);
    wire.follow();
  });
  byId("theme-button").addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    remember("localStorage", "theme", theme);
    showTheme(theme);
  });
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.setAttribute("aria-describedby", `command-${button.dataset.copy}`);
    button.addEventListener("click", () => copy(button));
  }
  addEventListener("online", () => connection.hurry());
  addEventListener("visibilitychange", () => document.hidden || pages.renew());
  addEventListener("pagehide", () => pages.leave());
  addEventListener("pageshow", (event) => event.persisted && enter());
}

showTheme(recall("localStorage", "theme"));
showCodes();
listen();
enter();
if (matchMedia("(hover: hover)").matches) byId("message-input").focus({ preventScroll: true });
