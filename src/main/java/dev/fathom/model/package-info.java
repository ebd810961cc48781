/** Networks of dense layers as other libraries store them. */
package dev.fathom.model;
