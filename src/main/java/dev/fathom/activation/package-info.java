/** What an activation function is, and arithmetic in float32 and float64 that its files share. */
package dev.fathom.activation;
