/** Mean-field predictions of signal propagation, made without drawing a network. */
package dev.fathom.theory;
