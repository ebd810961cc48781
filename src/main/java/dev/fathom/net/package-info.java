/** Networks as plain data: shapes, architectures and optimizers. */
package dev.fathom.net;
