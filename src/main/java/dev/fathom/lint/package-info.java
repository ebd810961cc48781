/** Checks the initialization of any model file: each tensor's role and law, and what does not fit among them. */
package dev.fathom.lint;
