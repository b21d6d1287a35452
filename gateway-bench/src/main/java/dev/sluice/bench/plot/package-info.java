/**
 * Plots as SVG text: bars, and lines over linear or logarithmic axes, both with the span from the smallest to the largest value. A
 * plot stands in a page, which brings {@link dev.sluice.bench.plot.Look#CSS} once, or is a file of its own that is readable on light
 * and on dark ground. Values in, text out; no state.
 */
@NullMarked
package dev.sluice.bench.plot;

import org.jspecify.annotations.NullMarked;
