#!/usr/bin/env bash
# Installs the Debian packages that some tests need: where it can (root, and apt). Tests skip what is missing and say so;
# with REQUIRE_PEERS=1 that is a failure.
set -uo pipefail
packages=(
  libsndfile1        # sound files other than plain WAV
  graphviz           # pictures of pipelines
  libsqlite3-0       # stores of holders
  libpaho-mqtt1.3    # connections to MQTT brokers
  mosquitto          # a real broker for them
  mosquitto-clients  # somebody else at it
  openssl            # its certificates
  socat              # TLS in front of its WebSocket
  libasound2         # sound cards
  baresip-core       # the user agent for calls, and a telephone to call
  sip-tester         # sipp: many calls at once, and broken ones
  kamailio           # a registrar
  libasound2-plugins # sound of calls into a sound server
  pulseaudio         # that sound server
  pulseaudio-utils   # what reads from it
)

missing=()
for package in "${packages[@]}"; do
  if [ "$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
    missing+=("$package")
  fi
done

if [ ${#missing[@]} -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]}..."
  if ! log="$( (apt-get install -y "${missing[@]}" || { apt-get update && apt-get install -y "${missing[@]}"; }) 2>&1)"; then
    echo "$log" >&2
  else
    missing=()
  fi
fi

if [ ${#missing[@]} -gt 0 ]; then
  echo "Not installed: ${missing[*]} (apt-get install ${missing[*]}). What needs it is skipped."
  [ "${REQUIRE_PEERS:-}" != 1 ]
fi
