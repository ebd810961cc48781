/**
 * What is kept: one SQLite file a study, its schema and migrations, rows, provenance and lock.
 */
package dev.fathom.store;
