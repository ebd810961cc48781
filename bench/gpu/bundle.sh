#!/usr/bin/env bash
# bundle.sh [FILE]: packs a Java runtime, Fathom, its GPU tests and the benchmarks into target/gpu-bundle.tar.xz, for a
# machine with a GPU but without Java, Maven and network. Needs JDK 17 or newer with jmods, Maven, xz. There:
#   mkdir fathom && tar -xJf gpu-bundle.tar.xz -C fathom && fathom/run.sh results
set -euo pipefail
cd "$(dirname "$0")/../.."
file=${1:-target/gpu-bundle.tar.xz}
bundle=target/gpu-bundle
home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
# jdk.zipfs: JUnit looks for tests in a jar; jdk.httpserver: --metrics
modules=java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.httpserver,jdk.unsupported,jdk.zipfs

# from a clean build: classes of other profiles in test-classes would be scanned for tests, by engines that are not there
mvn -q -B -ntp -DskipTests clean package
mvn -q -B -ntp dependency:copy -Dartifact=org.junit.platform:junit-platform-console-standalone:6.1.3 \
  -DoutputDirectory=target/gpu-libraries
mvn -q -B -ntp dependency:copy-dependencies -DincludeArtifactIds=assertj-core -DoutputDirectory=target/gpu-libraries

rm -rf "$bundle" && mkdir -p "$bundle/lib"
"$home/bin/jlink" --add-modules "$modules" --compress=0 --strip-debug --no-header-files --no-man-pages --output "$bundle/jre"
# where a distribution's Java takes zlib from the system
if ldd "$home/lib/libzip.so" | grep -q libz.so; then
  cp -L "$(ldd "$home/lib/libzip.so" | awk '/libz.so/ {print $3}')" "$bundle/jre/lib/"
fi
cp target/fathom.jar target/gpu-libraries/*.jar "$bundle/lib/"
"$home/bin/jar" --create --file "$bundle/lib/tests.jar" -C target/test-classes dev/fathom/device \
  -C target/test-classes dev/fathom/engine -C target/test-classes dev/fathom/selftest
"$home/bin/javac" -Xlint:all -Werror -d target/gpu-classes -cp target/classes bench/gpu/java/dev/fathom/bench/gpu/*.java
"$home/bin/jar" --create --file "$bundle/lib/worker.jar" -C target/gpu-classes .
cp bench/gpu/*.py bench/gpu/run.sh bench/gpu/ten-thousand.yaml "$bundle/"
tar -C "$bundle" -cf - . | xz -T2 -9 > "$file"
size=$(stat -c %s "$file")
tree=$(git ls-files -z --cached --others --exclude-standard | xargs -0 stat -c %s 2>/dev/null | awk '{sum += $1} END {print sum + 0}')
echo "$file: $size bytes; with the tree that travels with it $((size + tree))"
[ $((size + tree)) -le $((62 << 20)) ] || { echo "bundle and tree weigh more than 62 MiB, of the 64 that travel" >&2; exit 1; }
