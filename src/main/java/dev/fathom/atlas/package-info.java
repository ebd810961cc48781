/** Claims about initialization, of papers and of practice, each as a small study with a verdict. */
package dev.fathom.atlas;
