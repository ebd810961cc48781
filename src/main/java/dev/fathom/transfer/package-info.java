/** Whether a learning rate that is best for small networks is best for wide and deep ones, and why. */
package dev.fathom.transfer;
