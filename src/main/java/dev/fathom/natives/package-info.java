/**
 * Native libraries: what they are called on each platform, and the one private folder that they are unpacked into and
 * loaded from. No library that comes with the program is left to unpack itself into a folder that others may write.
 */
package dev.fathom.natives;
