/** {@code fathom sweep} and {@code fathom report}: the plan, the run on devices or a Spark cluster, the result. */
package dev.fathom.cli.sweep;
