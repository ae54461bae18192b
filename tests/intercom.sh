#!/usr/bin/env bash
# pipelines/intercom.yaml against real telephones on this machine: somebody presses the call button, reception answers, presses 9 and 5 and hangs up. Shows the run,
# what a broker hears of it, the replay of its recording without any telephone, and why the gate opened. About 25 seconds.
set -euo pipefail
root="$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." && pwd)"
folder="$(mktemp -d)"
ours=()
cleanup() {
  for process in "${ours[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

for program in baresip mosquitto mosquitto_sub; do
  command -v "$program" >/dev/null || { echo "$program is needed: tests/peers.sh installs it." >&2; exit 3; }
done

# A telephone: its name, its port, and whether it answers by itself (auto) or rings (manual). It takes commands on the port 1000 above.
telephone() {
  local name="$1" port="$2" answers="$3" home="$folder/$1"
  mkdir "$home"
  echo "<sip:$name@127.0.0.1>;regint=0;answermode=$answers" >"$home/accounts"
  # a second of silence, 8 kHz, 16 bits, as often as it takes
  { printf 'RIFF\044\350\003\000WAVEfmt \020\000\000\000\001\000\001\000\100\037\000\000\200\076\000\000\002\000\020\000data\000\350\003\000'; head -c 256000 /dev/zero; } >"$home/silence.wav"
  cat >"$home/config" <<CONFIG
poll_method epoll
sip_listen 127.0.0.1:$port
net_interface 127.0.0.1
ausrc_srate 8000
ausrc_channels 1
rtp_ports $((port + 2000))-$((port + 2001))
module_path /usr/lib/baresip/modules
module g711.so
module aufile.so
audio_source aufile,$home/silence.wav
audio_player none,none
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:$((port + 1000))
menu_bell no
ringback_disabled yes
statmode_default off
CONFIG
  baresip -f "$home" </dev/null >"$home/log" 2>&1 &
  ours+=($!)
}

# Tells a telephone something: its port, a command, and what it is about.
tell() {
  local json="{\"command\":\"$2\"${3:+,\"params\":\"$3\"}}"
  exec 8<>"/dev/tcp/127.0.0.1/$(($1 + 1000))"
  printf '%d:%s,' "${#json}" "$json" >&8
  sleep 0.1
  exec 8>&-
}

"$root/reactive" check "$root/pipelines/intercom.yaml"
telephone reception 5180 auto
telephone flat-1 5182 manual
printf 'listener 1883 127.0.0.1\nallow_anonymous true\n' >"$folder/mosquitto.conf"
mosquitto -c "$folder/mosquitto.conf" >"$folder/mosquitto.log" 2>&1 &
ours+=($!)
sleep 0.5
mosquitto_sub -h 127.0.0.1 -t 'gate/#' -F '%t %p' >"$folder/heard" &
ours+=($!)
mkfifo "$folder/button"
# held open, so that the run finds somebody who may press
exec 9<>"$folder/button"

echo
echo "The run: the button is pressed at 2 s; reception answers, and presses 9 and then 5."
"$root/reactive" run "$root/pipelines/intercom.yaml" --input "io-1-in=lines:$folder/button" --start 2026-03-27T10:00:00+01:00 --for 16s \
  --record "$folder/run.mcap" --signals sip.call,sip.with,pressed &
run=$!
sleep 1; echo inactive >&9
sleep 1; echo active >&9
sleep 0.2; echo inactive >&9
sleep 3; tell 5180 sndcode 9
sleep 1; tell 5180 sndcode 5
sleep 3; tell 5180 hangup
wait "$run"

echo
echo "What the broker heard:"
cat "$folder/heard"
echo
echo "The replay, without telephones and broker:"
"$root/reactive" replay "$folder/run.mcap" | tail -n 1
echo
echo "Why the gate opened:"
opened="$("$root/reactive" replay "$folder/run.mcap" --json --signals none | sed -n 's/.*"n":\([0-9]*\),"sink":"relay-1","command":"activate".*/\1/p' | head -n 1)"
"$root/reactive" explain "$folder/run.mcap" --command "${opened:?the gate did not open}"
