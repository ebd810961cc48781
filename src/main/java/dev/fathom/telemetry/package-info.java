/**
 * How tools from elsewhere watch a sweep: a log of events, counts for Prometheus, and a log folder of TensorBoard.
 */
package dev.fathom.telemetry;
