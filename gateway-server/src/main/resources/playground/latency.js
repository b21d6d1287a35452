/** How long one's own messages take: the last samples, their chart, and a probe over /echo. */

import { Connection } from "./connection.js";

const SAMPLES = 60;
const PROBE_EVERY_MS = 1_000;
const GIVE_UP_AFTER = 3; // attempts that never opened: /echo is switched off
// Latencies differ by factors, so the axis is logarithmic and begins and ends at one of these, in milliseconds.
// Browsers round their clock to a tenth of a millisecond.
const DECADES = [0.1, 1, 10, 100, 1_000, 10_000];
const MARKS = DECADES.flatMap((decade) => [decade, 2 * decade, 5 * decade]);
const MARGIN = { top: 10, right: 6, bottom: 8, left: 54 };

/** The last samples and their chart, an SVG that takes its colours from the style sheet. */
export class Latency {
  #chart;
  #figures;
  #samples = []; // {milliseconds, own}

  /** `figures` holds the elements for last, median, p99 and size. */
  constructor(chart, figures) {
    this.#chart = chart;
    this.#figures = figures;
    new ResizeObserver(() => this.#draw()).observe(chart);
  }

  /** `own` marks a message of the user's, as against a probe. */
  add(milliseconds, own) {
    this.#samples.push({ milliseconds: Math.min(Math.max(milliseconds, MARKS[0]), MARKS.at(-1)), own });
    if (this.#samples.length > SAMPLES) this.#samples.shift();
    this.#show();
  }

  clear() {
    this.#samples = [];
    this.#show();
  }

  #show() {
    this.#figures.last.textContent = figure(this.#samples.at(-1)?.milliseconds);
    this.#figures.median.textContent = figure(this.#quantile(0.5));
    this.#figures.p99.textContent = figure(this.#quantile(0.99));
    this.#figures.size.textContent = String(this.#samples.length);
    this.#draw();
  }

  /** By nearest rank; undefined without samples. */
  #quantile(share) {
    const sorted = this.#samples.map((sample) => sample.milliseconds).sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#chart;
    const parts = [];
    const median = this.#quantile(0.5);
    const values = this.#samples.map((sample) => sample.milliseconds);
    const [low, high] = bounds(values);
    const right = width - MARGIN.right;
    const x = (index) => right - (values.length - 1 - index) * ((right - MARGIN.left - 8) / (SAMPLES - 1));
    const depth = height - MARGIN.top - MARGIN.bottom;
    const y = (value) => height - MARGIN.bottom - (Math.log10(value / low) / Math.log10(high / low)) * depth;
    for (const tick of ticks(low, high)) {
      parts.push(shape("line", { class: "grid", x1: MARGIN.left, x2: right, y1: y(tick), y2: y(tick) }));
      parts.push(shape("text", { class: "tick", x: MARGIN.left - 8, y: y(tick) + 4 }, `${tick} ms`));
    }
    if (median) parts.push(shape("line", { class: "median", x1: MARGIN.left, x2: right, y1: y(median), y2: y(median) }));
    if (values.length > 1) {
      parts.push(shape("polyline", { class: "trace", points: values.map((value, i) => `${x(i)},${y(value)}`).join(" ") }));
    }
    this.#samples.forEach(({ milliseconds, own }, i) => {
      parts.push(shape("circle", { class: own ? "dot own" : "dot", cx: x(i), cy: y(milliseconds), r: own ? 4 : 1.75 }));
    });
    this.#chart.replaceChildren(...parts);
  }
}

function bounds(values) {
  const low = MARKS.findLast((mark) => mark <= Math.min(...values)) ?? MARKS[0];
  const high = MARKS.find((mark) => mark >= Math.max(...values, low * 10)) ?? MARKS.at(-1);
  return values.length === 0 ? [0.1, 10] : [low, high];
}

function ticks(low, high) {
  const within = MARKS.filter((mark) => mark >= low && mark <= high);
  return high / low <= 50 ? within : within.filter((mark) => DECADES.includes(mark));
}

function figure(milliseconds) {
  if (milliseconds === undefined) return "–";
  return milliseconds < 9.95 ? milliseconds.toFixed(1) : milliseconds.toFixed(0);
}

function shape(name, attributes, text = "") {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

/** Sends small messages to /echo on a connection of its own, and times their way there and back. */
export class EchoProbe {
  #connection;
  #latency;
  #waiting = []; // an echo keeps the order
  #timer = 0;
  #number = 0;
  #hasOpened = false;

  constructor(latency, tap) {
    this.#latency = latency;
    this.#connection = new Connection("/echo", null, {
      tap: (entry) => tap({ ...entry, quiet: true }),
      onOpen: () => this.#onOpen(),
      onData: () => this.#onEcho(),
      onState: ({ name }) => this.#onState(name),
    });
  }

  start() {
    this.#connection.start();
    this.#timer = setInterval(() => !document.hidden && this.#send(`probe ${++this.#number}`, false), PROBE_EVERY_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#waiting = [];
    this.#connection.stop();
  }

  /** Times a message of the user's: the same text, there and back. */
  time(text) {
    this.#send(text, true);
  }

  #send(text, own) {
    const sample = { own, sentAt: performance.now() };
    if (this.#connection.send(text, { quiet: true })) this.#waiting.push(sample);
  }

  #onOpen() {
    this.#hasOpened = true;
    this.#waiting = [];
  }

  #onEcho() {
    const sample = this.#waiting.shift();
    if (sample) this.#latency.add(performance.now() - sample.sentAt, sample.own);
    return true;
  }

  #onState(name) {
    const isStopped = this.#timer === 0; // a stop is told here too
    if (name === "closed" && !isStopped && !this.#hasOpened && this.#connection.attempt >= GIVE_UP_AFTER) this.stop();
  }
}
