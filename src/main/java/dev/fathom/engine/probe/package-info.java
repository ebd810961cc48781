/** What networks do at initialization, layer by layer, beside what theory says of them. */
package dev.fathom.engine.probe;
