/** {@code fathom atlas}: the list of claims, a run of them, and how it is shown. */
package dev.fathom.cli.atlas;
