/** Networks as plain data: blocks, the architectures and sizes that they follow from, optimizers. */
package dev.fathom.net;
