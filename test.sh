#!/usr/bin/env bash
# Runs all tests. ./test.sh [--long] [--filter NAME], or ./test.sh intercom
#   --long          also what takes longer than a minute (1,000 random live runs instead of 50, 20 seeds of conformance instead of 6)
#   --filter NAME   only tests whose full name contains NAME
#   intercom        no tests: pipelines/intercom.yaml with real telephones on this machine, its recording, and why the gate opened
# REQUIRE_PEERS=1   a library or program that tests need and that is missing is a failure (tests/peers.sh installs them)
set -uo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

filter=()
while [ $# -gt 0 ]; do
  case "$1" in
    --long) export REACTIVE_LONG=1 ;;
    --filter) shift; filter=(--filter "FullyQualifiedName~${1:?--filter needs a name}") ;;
    intercom) tests/peers.sh && exec tests/intercom.sh ;;
    *) echo "usage: ./test.sh [--long] [--filter NAME], or ./test.sh intercom" >&2; exit 2 ;;
  esac
  shift
done

if ! command -v dotnet >/dev/null; then
  echo "The .NET 10 SDK is needed: see README.md." >&2
  exit 3
fi

tests/peers.sh || exit 3

echo "Building..."
if ! log="$(dotnet build Reactive.sln -c Release -v quiet 2>&1)"; then
  echo "$log"
  exit 1
fi

results="$(mktemp)"
export TEST_RESULTS="$(mktemp -d)"
trap 'rm -rf "$results" "$TEST_RESULTS"' EXIT
dotnet test Reactive.sln -c Release --no-build --logger "console;verbosity=minimal" --logger trx ${filter[@]+"${filter[@]}"} 2>&1 | tee "$results" | grep -vE '^$|^Test run for|^A total of|^VSTest|^Copyright|^Results File|^WARNING: Overwriting|\[SKIP\]$|^  Skipped '
failed_run=${PIPESTATUS[0]}

# What did not run, and why.
skipped="$(find "$TEST_RESULTS" -name '*.trx' -exec cat {} + | awk '
  /<UnitTestResult / { skipped = /outcome="NotExecuted"/; match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11) }
  skipped && sub(/.*<Message>/, "") { sub(/<\/Message>.*/, ""); print "  " name ": " $0; skipped = 0 }' |
  sed -e 's/&quot;/"/g' -e "s/&#39;/'/g; s/&apos;/'/g" -e 's/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | sort)"
if [ -n "$skipped" ]; then
  printf '\nSkipped:\n%s\n' "$skipped"
  printf '%d of them because the corpus is absent (see CONTRIBUTING.md)\n' "$(grep -c 'REACTIVE_CORPUS' <<<"$skipped")"
fi

echo
echo "Pipelines:"
if [ ${#filter[@]} -eq 0 ]; then
  ./reactive check --deny-warnings pipelines && ./reactive test pipelines | tee -a "$results" | tail -n 1 || failed_run=1
fi

# One line for the whole: what ran, what failed, what was skipped and why.
awk -v broken="$failed_run" '
  /Failed: +[0-9]+, Passed: +[0-9]+/ { gsub(/,/, ""); for (i = 1; i < NF; i++) { if ($i == "Failed:") f += $(i+1); if ($i == "Passed:") p += $(i+1); if ($i == "Skipped:") s += $(i+1) } }
  /^[0-9]+ passed, [0-9]+ failed$/ { p += $1; f += $3 }
  END { if (broken && !f) f = 1; printf "\n%d passed, %d failed, %d skipped\n", p, f, s; exit f > 0 }
' "$results"
