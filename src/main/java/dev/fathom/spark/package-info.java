/**
 * Sweeps on Apache Spark, with its scheduling of GPUs.
 */
package dev.fathom.spark;
