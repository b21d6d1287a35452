/** Starts the real browser, and watches its pages for what no page of ours may do. */

import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch() {
  const flags = process.env.CHROMIUM_FLAGS ? process.env.CHROMIUM_FLAGS.split(" ") : [];
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: [...FLAGS, ...flags] });
}

/** Collects the faults of all pages of a context: errors, failed answers, and requests to another host than `origin`'s. */
export function watch(context, origin) {
  const faults = [];
  const { host } = new URL(origin);
  const check = (url) => {
    if (new URL(url).host !== host) faults.push(`asked another host: ${url}`);
  };
  context.on("request", (request) => check(request.url()));
  context.on("requestfailed", (request) => faults.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  context.on("response", (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  context.on("weberror", (error) => faults.push(`threw: ${error.error().stack}`));
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  context.on("page", (page) => page.on("websocket", (socket) => check(socket.url())));
  return faults;
}

/** Waits until a condition, evaluated in the page, holds. */
export async function until(page, what, condition, argument) {
  try {
    await page.waitForFunction(condition, argument, { timeout: 20_000, polling: 20 });
  } catch (error) {
    const messages = await page.locator("#messages").innerText();
    assert.fail(`never came: ${what}; the chat shows:\n${messages}\n${error.message}`);
  }
}

/** Opens the playground and waits until it is in its room. */
export async function enter(context, origin, { room, mode = "raw", name }) {
  const page = await context.newPage();
  if (name) await page.addInitScript((value) => localStorage.setItem("sluice.name", value), name);
  const asked = new URLSearchParams({ room, mode });
  const response = await page.goto(`${origin}/?${asked}`);
  await page.locator("#connection-state[data-state=open]").waitFor();
  return { page, response };
}

/** Says something through the page's own composer. */
export async function say(page, text) {
  await page.fill("#message-input", text);
  await page.click("#send-button");
}
