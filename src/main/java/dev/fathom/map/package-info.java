/** Maps of trainability: a network for each pixel, two hyperparameters as axes; tiles, colours, pictures and pages. */
package dev.fathom.map;
