#!/usr/bin/env bash
# Prints activations.cuh, made from the Java classes that own the formulas: the text between "device begin" and "device end",
# which is Java and CUDA C at once, and the loops of apply(). Run by build.sh.
set -euo pipefail
cd "$(dirname "$0")"
classes=../src/main/java/dev/fathom/activation

device_text() { # the functions of one class
  awk '/\/\/ device begin/ {inside = 1; next}
       /\/\/ device end/ {inside = 0; print ""}
       inside {sub(/^    /, ""); sub(/^(public )?static /, "static __device__ inline "); print}' "$1"
}

# What the loops of apply() do to one element, one after another, with the array elements z[i] and a[i] as variables. Of
# an if and its else, the else is the general case.
case_of() { # one class
  awk '/public int code\(\)/ {getline; match($0, /[0-9]+/); code = substr($0, RSTART, RLENGTH)}
       /public String name\(\)/ {getline; split($0, quoted, "\""); name = quoted[2]}
       /public / {applying = 0}
       /public void apply\(float/ {applying = 1}
       applying && /} else {/ {body = ""}
       applying && /for \(int i = 0; i < n; i\+\+\) {/ {body = body "      {\n"; reading = 1; next}
       reading && /}/ {body = body "      }\n"; reading = 0}
       reading {line = $0; sub(/^ +/, "", line); gsub(/z\[i\]/, "z", line); gsub(/a\[i\]/, "a", line)
                body = body "        " line "\n"}
       END {printf "    case %d: {  // %s\n%s      break;\n    }\n", code, name, body}' "$1"
}

number_of() { # one class
  awk '/public int code\(\)/ {getline; match($0, /[0-9]+/); print substr($0, RSTART, RLENGTH)}' "$1"
}

owners=$(grep -l "// device begin" "$classes"/functions/*.java | grep -v Float32 | LC_ALL=C sort)
{
  echo "// Printed by activations.sh from src/main/java/dev/fathom/activation: do not edit."
  echo "#pragma once"
  echo '#include "java.cuh"'
  echo
  echo "namespace activation {"
  echo
  device_text "$classes/Float32.java"
  for class in $owners; do device_text "$class"; done
  echo "// φ(z) of the activation of that code; slope takes φ'(z). An unknown code gives NaN."
  echo "// Reference: dev.fathom.activation.Activation.apply"
  echo "static __device__ INLINED float activate(int code, float parameter, float z, float* slope) {"
  echo "  float s = parameter;"
  echo '  float a = __builtin_nanf("");'
  echo "  switch (code) {"
  for class in $owners; do case_of "$class"; done
  echo "    default:"
  echo "      z = a;"
  echo "  }"
  echo "  *slope = z;"
  echo "  return a;"
  echo "}"
  echo
  echo "// A code that the compiler knows, so that activate() with it is its one case and no more."
  echo "template <int CODE>"
  echo "struct Known {"
  echo "  static const int code = CODE;"
  echo "};"
  echo
  echo "// Calls body with Known of that code."
  echo "template <class Body>"
  echo "static __device__ INLINED void with_known(int code, Body body) {"
  echo "  switch (code) {"
  for class in $owners; do echo "    case $(number_of "$class"): return body(Known<$(number_of "$class")>());"; done
  echo "    default: return body(Known<-1>());"
  echo "  }"
  echo "}"
  echo
  echo "}  // namespace activation"
}
