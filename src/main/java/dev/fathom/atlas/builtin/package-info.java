/** The claims that come with the program, those included that no file can state. */
package dev.fathom.atlas.builtin;
