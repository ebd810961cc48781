/**
 * Opens the files in which libraries keep models, by what is in them: safetensors and their shards, PyTorch, Keras, ONNX,
 * numpy. Nothing in a file is ever executed.
 */
package dev.fathom.formats.models;
