/**
 * Names with arguments, arithmetic and formulas as users paste them from code, read by one closed grammar into a tree.
 * Nothing is ever evaluated but arithmetic on numbers.
 */
package dev.fathom.expression;
