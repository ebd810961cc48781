/**
 * What a text such as {@code residual(depth^-0.5, layers=2)+layernorm} stands for: the blocks of a network of given
 * sizes.
 */
package dev.fathom.net.architecture;
