/** Networks as plain data: a list of blocks, each with its shape and its weights. */
package dev.fathom.net;
