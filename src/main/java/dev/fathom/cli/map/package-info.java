/** {@code fathom map}: a picture of trainability over two hyperparameters. */
package dev.fathom.cli.map;
