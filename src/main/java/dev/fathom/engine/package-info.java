/** What is asked of a cohort of networks and what is answered: trials, samples, quantities by layer. */
package dev.fathom.engine;
