#!/usr/bin/env bash
# Start-up of `check` beside a hello-world of the same publish mode (framework-dependent, ReadyToRun), in alternating runs.
set -euo pipefail
root="$(cd "$(dirname "$0")/../.." && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cat > "$work/hello.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup></Project>
P
echo 'System.Console.WriteLine("Hello, World!");' > "$work/Program.cs"
dotnet publish "$work/hello.csproj" -c Release -r linux-x64 --self-contained false -p:PublishReadyToRun=true -o "$work/out" -v quiet >/dev/null
"$root/reactive" check "$root/pipelines/front-door.yaml" >/dev/null
measure() { local a b; a=$(date +%s%N); "$@" >/dev/null; b=$(date +%s%N); echo $(((b - a) / 1000)); }
for i in $(seq 33); do
  h=$(measure dotnet "$work/out/hello.dll")
  c=$(measure dotnet "$root/artifacts/reactive/reactive.dll" check "$root/pipelines/front-door.yaml")
  if [ "$i" -gt 3 ]; then echo "$h" >> "$work/hello"; echo "$c" >> "$work/check"; fi
done
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int(NR / 2) + 1] }'; }
h=$(median "$work/hello"); c=$(median "$work/check")
awk -v h="$h" -v c="$c" 'BEGIN { printf "hello-world %.1f ms, check %.1f ms, ratio %.2f (medians of 30)\n", h / 1000, c / 1000, c / h }'
