/** Which initializer to take: ranked by theory, then by probe, then by training. */
package dev.fathom.advise;
