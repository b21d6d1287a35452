/**
 * What the gateway counts: plain per-lane counters, summed when somebody asks. Every stage adds; the program around the gateway
 * reads and publishes. Owner of each {@link dev.sluice.metric.LaneMeters}: its lane.
 */
@NullMarked
package dev.sluice.metric;

import org.jspecify.annotations.NullMarked;
