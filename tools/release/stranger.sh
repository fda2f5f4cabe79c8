#!/bin/sh
# stranger.sh MAVEN SERVER: builds bindings/kotlin/examples/WholeLoop.kt in a fresh Maven project that has nothing of this
# repository but what was released into the folder MAVEN, and runs it against the program SERVER.
set -eu
cd "$(dirname "$0")/../.."
maven=$(cd "$1" && pwd)
server=$2
version=$(tools/version.sh)
kotlin=$(sed -n 's#.*<kotlin.version>\(.*\)</kotlin.version>#\1#p' bindings/kotlin/pom.xml)
work=$(mktemp -d)
serving=
trap '[ -z "$serving" ] || kill "$serving"; rm -rf "$work"' EXIT

mkdir -p "$work/app/src/main/kotlin"
cp bindings/kotlin/examples/WholeLoop.kt "$work/app/src/main/kotlin/"
dependency() { echo "<dependency><groupId>vn.lancan</groupId><artifactId>$1</artifactId><version>$version</version>${2:-}</dependency>"; }
cat >"$work/app/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>stranger</groupId><artifactId>app</artifactId><version>1</version>
  <properties>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    <kotlin.compiler.jvmTarget>17</kotlin.compiler.jvmTarget>
    <kotlin.compiler.daemon>false</kotlin.compiler.daemon>
  </properties>
  <repositories><repository><id>released</id><url>file://$maven</url></repository></repositories>
  <dependencies>
    $(dependency lancan)
    $(dependency lancan "<classifier>native-linux-$(uname -m | tr _ -)</classifier>")
    $(dependency lancan-testing)
  </dependencies>
  <build>
    <sourceDirectory>src/main/kotlin</sourceDirectory>
    <plugins><plugin>
      <groupId>org.jetbrains.kotlin</groupId><artifactId>kotlin-maven-plugin</artifactId><version>$kotlin</version>
      <executions><execution><id>compile</id><goals><goal>compile</goal></goals></execution></executions>
    </plugin></plugins>
  </build>
</project>
POM
# A repository of its own: what is ours comes from the release, and nothing of it stays with the user.
mvn --batch-mode --no-transfer-progress --quiet --file "$work/app/pom.xml" -Dmaven.repo.local="$work/repository" \
    compile org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies

cat >"$work/server.toml" <<TOML
listen = "127.0.0.1:0"
data_dir = "$work/data"
authority = "Sở Y tế thử nghiệm"
TOML
"$server" serve --config "$work/server.toml" >"$work/log" 2>&1 &
serving=$!
address=
for _ in $(seq 100); do
    address=$(sed 's/\x1b\[[0-9;]*m//g' "$work/log" | sed -n 's/.*listening.*\(127\.0\.0\.1:[0-9]*\).*/\1/p' | head -n 1)
    [ -z "$address" ] || break
    sleep 0.2
done
[ -n "$address" ] || { cat "$work/log" >&2; exit 1; }
said=$(java -cp "$work/app/target/classes:$work/app/target/dependency/*" vn.lancan.examples.WholeLoopKt "http://$address" "$work/phone")
[ "$said" = "warnings: 0" ] || { echo "release: the program said \"$said\"" >&2; exit 1; }
echo "release: a program of a stranger runs on what was released"
