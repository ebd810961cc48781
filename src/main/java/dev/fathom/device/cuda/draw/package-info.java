/** Weights drawn on the GPU: cuRAND trial by trial, all trials in one launch, orthogonal matrices. */
package dev.fathom.device.cuda.draw;
