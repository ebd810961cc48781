/** How sure a measurement is. */
package dev.fathom.confidence;
