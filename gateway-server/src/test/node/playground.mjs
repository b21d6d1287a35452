/**
 * What somebody does with the playground: `node playground.mjs chat raw ORIGIN`, `chat envelope ORIGIN`, `phone ORIGIN`,
 * `no echo ORIGIN`, `memory ORIGIN`, `token ORIGIN TOKEN`, `news ORIGIN API`, `pictures ORIGIN DIRECTORY`. Ends with an exit code other than 0 at the first thing that is not as it should be.
 */

import assert from "node:assert/strict";
import WebSocket from "ws";
import { enter, launch, say, until, watch } from "./browser.mjs";
import { Wire } from "./wire.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };
const DESK = { viewport: { width: 1440, height: 900 } };

/** What the chat of a page shows, notes aside. */
const shown = (page) =>
  page.locator("#messages > [data-kind=say]").evaluateAll((items) =>
    items.map((item) => ({
      author: item.querySelector(".message-author").textContent,
      text: item.querySelector(".message-text").textContent,
      own: "own" in item.dataset,
      status: item.querySelector(".message-status").textContent,
      failed: "failed" in item.dataset,
    })),
  );

const sees = (page, text) =>
  until(
    page,
    `"${text}"`,
    (text) => [...document.querySelectorAll("#messages .message-text")].some((item) => item.textContent === text),
    text,
  );

const seesPages = (page, count) =>
  until(page, `${count} pages`, (count) => document.querySelector("#pages-count").textContent === String(count), count);

/** The frames of the wire log in one direction, housekeeping aside. */
const frames = (page, direction) =>
  page.locator(`#wire > [data-direction=${direction}]:not([data-quiet]) .frame-content`).allTextContents();

const scenarios = {
  async chat(browser, mode, origin) {
    const room = `chat-${mode}-🦢`;
    // A window for each: the page of a hidden tab draws seldom.
    const contexts = [await browser.newContext(DESK), await browser.newContext(DESK)];
    const faults = contexts.map((context) => watch(context, origin));
    const { page: ada, response } = await enter(contexts[0], origin, { room, mode, name: "Ada" });
    const policy = response.headers()["content-security-policy"];
    assert.match(policy, /default-src 'self'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
    const { page: grace } = await enter(contexts[1], origin, { room, mode, name: "Grace" });
    for (const page of [ada, grace]) {
      await seesPages(page, 2);
      const names = await page.locator("#pages > [data-testid=page]").allTextContents();
      assert.deepEqual(names.map((name) => name.replace(" (you)", "")).sort(), ["Ada", "Grace"]);
      assert.equal(await page.locator("#pages > [data-own]").count(), 1);
    }

    const lines = [
      [ada, "Hello, is anybody here? 👋🏽"],
      [grace, '<b>Not bold</b>, "quoted" & \\ whole: 漢字 👩‍🚀'],
      [ada, "one more"],
    ];
    for (const [page, line] of lines) {
      await say(page, line);
      for (const reader of [ada, grace]) await sees(reader, line);
    }
    if (mode === "envelope") {
      const acknowledged = () =>
        [...document.querySelectorAll("#messages > [data-own] .message-status")].every((status) => /^offset/.test(status.textContent));
      for (const page of [ada, grace]) await until(page, "the acknowledgements", acknowledged);
    }
    // Whatever came twice came before this line.
    await say(grace, "that is all");
    for (const reader of [ada, grace]) await sees(reader, "that is all");

    const said = [...lines.map(([page, text]) => ({ page, text })), { page: grace, text: "that is all" }];
    for (const reader of [ada, grace]) {
      const messages = await shown(reader);
      assert.deepEqual(
        messages.map(({ text, own }) => ({ text, own })),
        said.map(({ page, text }) => ({ text, own: page === reader })),
      );
      assert.ok(messages.every(({ failed }) => !failed));
      for (const { text, own, author } of messages) {
        const writer = said.find((line) => line.text === text).page === ada ? "Ada" : "Grace";
        assert.equal(author, own ? `${writer} (you)` : writer);
      }
      await seesFrames(reader, mode, said);
    }
    if (mode === "envelope") {
      const offsets = async (page) => (await shown(page)).slice(0, lines.length).map(({ status }) => status);
      assert.deepEqual(await offsets(ada), await offsets(grace));
      assert.match((await offsets(ada))[0], /^offset \d+$/);
    }

    await grace.close();
    await seesPages(ada, 1);
    await ada.click("#connection-button");
    await ada.locator("#connection-state[data-state=closed]").waitFor();
    assert.equal(await ada.locator("#connection-state").getAttribute("data-code"), "1000");
    await ada.click("#connection-button");
    await ada.locator("#connection-state[data-state=open]").waitFor();
    assert.deepEqual(faults.flat(), []);
  },

  async phone(browser, origin) {
    const context = await browser.newContext(PHONE);
    const faults = watch(context, origin);
    for (const mode of ["raw", "envelope"]) {
      const { page } = await enter(context, origin, { room: `phone-${mode}`, mode });
      await say(page, "A line as long as it takes to wrap, and then: " + "unbroken".repeat(30));
      await until(page, "the own message", () => document.querySelector("#messages > [data-own]"));
      const [inner, content] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
      assert.equal(inner, PHONE.viewport.width);
      assert.ok(content <= inner, `${content} pixels on a screen of ${inner}`);
      await page.close();
    }
    assert.deepEqual(faults, []);
  },

  /** Without /echo the page stops asking for it, and the room goes on. */
  async "no echo"(browser, origin) {
    const context = await browser.newContext(DESK);
    const thrown = [];
    let closed = 0;
    context.on("weberror", (error) => thrown.push(error.error().stack));
    context.on("page", (page) =>
      page.on("websocket", (socket) => socket.url().endsWith("/echo") && socket.on("close", () => closed++)),
    );
    const { page } = await enter(context, origin, { room: "quiet", name: "Alva" });
    while (closed < 3) await page.waitForTimeout(50);
    await say(page, "still here");
    await sees(page, "still here");
    assert.deepEqual(thrown, []);
  },

  /** A room with a history and presence: what a reload and a cut network leave of it. */
  async memory(browser, origin) {
    const room = "memory:lock";
    const mode = "envelope";
    const wire = await Wire.to(origin);
    const context = await browser.newContext(DESK);
    const { page: ada } = await enter(context, wire.origin, { room, mode, name: "Ada" });
    const { page: grace } = await enter(await browser.newContext(DESK), origin, { room, mode, name: "Grace" });
    for (const page of [ada, grace]) await seesPages(page, 2);
    assert.match(await ada.locator("#pages-label").textContent(), /members/);
    await say(grace, "one");
    await say(ada, "two");
    for (const page of [ada, grace]) await sees(page, "two");
    await until(ada, "Grace by her name", () => document.querySelector("#pages").textContent.includes("Grace"));

    const texts = async (page) => (await shown(page)).map(({ text }) => text);
    await ada.reload();
    await sees(ada, "two");
    assert.deepEqual(await texts(ada), ["one", "two"]);
    assert.deepEqual((await shown(ada)).map(({ own }) => own), [false, true]);
    await ada.locator("#connection-state[data-state=open]").waitFor();

    wire.deafen();
    await say(ada, "is this lost?");
    await sees(grace, "is this lost?");
    wire.cut();
    await ada.locator("#connection-state:not([data-state=open])").waitFor();
    await seesPages(grace, 1);
    const missed = Array.from({ length: 20 }, (_, number) => `missed ${number}`);
    for (const line of missed) await say(grace, line);
    await until(grace, "the acknowledgements", () =>
      [...document.querySelectorAll("#messages > [data-own] .message-status")].every((status) => /^offset/.test(status.textContent)),
    );
    await wire.mend();
    await sees(ada, "missed 19");
    await say(grace, "three");
    await sees(ada, "three");
    assert.deepEqual(await texts(ada), ["one", "two", "is this lost?", ...missed, "three"]);
    const unsure = (await shown(ada)).find(({ text }) => text === "is this lost?");
    assert.ok(unsure.own && !unsure.failed);
    assert.match(unsure.status, /^offset \d+$/);
    for (const page of [ada, grace]) await seesPages(page, 2);

    wire.cut();
    await ada.locator("#connection-state:not([data-state=open])").waitFor();
    await flood(origin, room, 150);
    await wire.mend();
    await until(ada, "that it is not all", () =>
      [...document.querySelectorAll("#messages > [data-kind=note]")].some((note) => note.textContent.includes("no longer remembers")),
    );
    await sees(ada, "flood 149");
    const after = (await texts(ada)).filter((text) => text.startsWith("flood"));
    assert.deepEqual(after, Array.from({ length: 50 }, (_, number) => `flood ${number + 100}`));
    wire.close();
  },

  /** A page brings its token, and keeps it over a reload. */
  async token(browser, origin, token) {
    const context = await browser.newContext(DESK);
    for (const mode of ["raw", "envelope"]) {
      const page = await context.newPage();
      await page.goto(`${origin}/?room=token:a&mode=${mode}#token=${token}`);
      await page.locator("#connection-state[data-state=open]").waitFor();
      await page.reload();
      await page.locator("#connection-state[data-state=open]").waitFor();
      assert.ok(!(await page.locator("#command-window").textContent()).includes(token));
    }
  },

  /** A raw room that takes messages of the backend alone: the page listens, and says nothing of itself. */
  async news(browser, origin, api) {
    const { page } = await enter(await browser.newContext(DESK), origin, { room: "news:a" });
    await sees(page, "The room takes no messages from this page: it listens.");
    await page.locator("#connection-state[data-state=open]").waitFor();
    const response = await fetch(`${api}/rooms/news:a/messages`, { method: "POST", body: "extra, extra" });
    assert.equal(response.status, 200);
    await sees(page, "extra, extra");
    await say(page, "may I?");
    await page.locator("#connection-state[data-state=closed][data-code='4003']").waitFor();
  },

  async pictures(browser, origin, directory) {
    const room = "lock-keepers";
    const mode = "envelope";
    const open = async (name, { scheme = "light", device = DESK } = {}) => {
      const context = await browser.newContext({ ...device, colorScheme: scheme });
      return (await enter(context, origin, { room, mode, name })).page;
    };
    const maren = await open("Maren");
    const tom = await open("Tom");
    for (const page of [maren, tom]) await seesPages(page, 2);
    const lines = [
      [tom, "Morning! The upper gate is open, water is level. 🌅"],
      [maren, "Good. Two barges are coming down from the mill."],
      [tom, "Saw them. Shall I let both in at once?"],
      [maren, "Yes, they fit: 38 m together, the chamber has 42. 📏"],
      [tom, "Then closing behind them in five minutes 🚢🚢"],
      [maren, "👍 I tell the lower lock."],
    ];
    for (const [page, line] of lines) {
      await say(page, line);
      for (const reader of [maren, tom]) await sees(reader, line);
    }
    await until(maren, "the acknowledgements", () =>
      [...document.querySelectorAll("#messages > [data-own] .message-status")].every((status) => /^offset/.test(status.textContent)),
    );
    await maren.screenshot({ path: `${directory}/playground.png` });

    const dark = await open("Ines", { scheme: "dark", device: PHONE });
    await say(tom, "Ines, the lower lock is yours.");
    await sees(dark, "Ines, the lower lock is yours.");
    await say(dark, "On my way 🌙");
    await sees(maren, "On my way 🌙");
    await sees(dark, "On my way 🌙");
    await dark.screenshot({ path: `${directory}/phone-dark.png` });
    await maren.screenshot({ path: `${directory}/desk-light.png`, fullPage: true });
  },
};

/** Somebody says more than the room remembers. */
function flood(origin, room, count) {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/ws`, "sluice.v1.json");
  const publish = (number) => ({ type: "publish", id: number + 2, room, data: { name: "Flood", text: `flood ${number}`, page: "f" } });
  return new Promise((done) => {
    socket.on("open", () => {
      socket.send(JSON.stringify({ type: "join", id: 1, room }));
      for (let number = 0; number < count; number++) socket.send(JSON.stringify(publish(number)));
    });
    socket.on("message", (text) => {
      const message = JSON.parse(text);
      if (message.type !== "published" || message.id !== count + 1) return;
      socket.close();
      done();
    });
  });
}

/** Each line went, or came, as one frame; what the log shows of it is its beginning. */
async function seesFrames(page, mode, said) {
  const up = await frames(page, "up");
  const down = await frames(page, "down");
  const holding = (contents, text) => contents.filter((content) => content.includes(JSON.stringify(text)));
  for (const line of said) {
    const own = line.page === page;
    assert.equal(holding(up, line.text).length, own ? 1 : 0, `frames up with ${line.text}`);
    // A raw room keeps a message from its sender, the envelope sends it to all.
    assert.equal(holding(down, line.text).length, own && mode === "raw" ? 0 : 1, `frames down with ${line.text}`);
  }
  if (mode === "envelope") {
    assert.match(down[0], /"type":"welcome"/);
    assert.match(up[0], /"type":"join"/);
  }
}

const [scenario, ...rest] = process.argv.slice(2);
const browser = await launch();
try {
  await scenarios[scenario](browser, ...rest);
} finally {
  await browser.close();
}
