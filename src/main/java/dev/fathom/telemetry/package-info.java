/**
 * How a running sweep is watched from outside: a log of events, and counts for Prometheus.
 */
package dev.fathom.telemetry;
