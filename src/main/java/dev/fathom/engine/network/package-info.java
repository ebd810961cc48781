/** A cohort of networks on a device: blocks lowered to stages, each of which records its forward and backward pass. */
package dev.fathom.engine.network;
