/** Claims as YAML files: how they are read, what they measure, and the JSON Schema that an editor checks them with. */
package dev.fathom.atlas.file;
