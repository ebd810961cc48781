/** What a claim about initialization is, of a paper or of practice: a small study, what to expect, a verdict. */
package dev.fathom.atlas;
