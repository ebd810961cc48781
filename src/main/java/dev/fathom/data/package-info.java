/**
 * Samples to train on. {@link dev.fathom.data.Datasets} opens a dataset by its specification: embedded digits, files in
 * the formats of MNIST and CIFAR-10, CSV, or numbers drawn from a seed. Whatever is wrong with a file comes back as one
 * {@link dev.fathom.data.DataException}. {@link dev.fathom.data.Minibatches} is the order in which training visits them.
 */
package dev.fathom.data;
