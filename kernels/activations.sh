#!/usr/bin/env bash
# Writes activations.cuh from the Java classes that own the formulas: the text between "device begin" and "device end",
# which is Java and CUDA C at once, and the body of the loop in apply(). Run by build.sh.
set -euo pipefail
cd "$(dirname "$0")"
classes=../src/main/java/dev/fathom/net

device_text() { # the functions of one class
  awk '/\/\/ device begin/ {inside = 1; next}
       /\/\/ device end/ {inside = 0; print ""}
       inside {sub(/^    /, ""); sub(/^static /, "static __device__ inline "); print}' "$1"
}

# The body of the last loop of apply(), with the names that a kernel has: a[i] is the value, z[i] after it the slope.
case_of() { # one class
  awk '/public int code\(\)/ {getline; match($0, /[0-9]+/); code = substr($0, RSTART, RLENGTH)}
       /public String name\(\)/ {getline; split($0, quoted, "\""); name = quoted[2]}
       /public void apply/ {applying = 1}
       applying && /float x = z\[i\];/ {body = ""; reading = 1; next}
       reading && /}/ {reading = 0}
       reading {line = $0; sub(/^ +/, "", line); sub(/^a\[i\]/, "value", line); sub(/^z\[i\]/, "*slope", line)
                body = body "      " line "\n"}
       END {printf "    case %d: {  // %s\n%s      break;\n    }\n", code, name, body}' "$1"
}

owners=$(grep -l 'implements Activation ' "$classes"/*.java | LC_ALL=C sort)
{
  echo "// Written by activations.sh from src/main/java/dev/fathom/net: do not edit."
  echo "#pragma once"
  echo '#include "java.cuh"'
  echo
  echo "namespace activation {"
  echo
  device_text "$classes/Float32.java"
  for class in $owners; do device_text "$class"; done
  echo "// φ(x) of the activation of that code; slope takes φ'(x). An unknown code gives NaN."
  echo "// Reference: dev.fathom.net.Activation.apply"
  echo "static __device__ inline float activate(int code, float parameter, float x, float* slope) {"
  echo "  float s = parameter;"
  echo "  float value;"
  echo "  switch (code) {"
  for class in $owners; do case_of "$class"; done
  echo "    default:"
  echo '      value = *slope = __builtin_nanf("");'
  echo "  }"
  echo "  return value;"
  echo "}"
  echo
  echo "}  // namespace activation"
} > activations.cuh
