#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds Qonvolve and starts it.
#
#   bash app/run.sh                              the window (or, without a display, a training run
#                                                of the default example in this terminal)
#   bash app/run.sh FILE.qonv                    the window with a project
#   bash app/run.sh train example:fashion-0-1    any command of qonvolve-cli, see --help
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
. app/packages.sh
need_packages "${build_packages[@]}"
case "$*" in *fashion*) need_packages "${data_packages[@]}" ;; esac

if [ ! -f build/release/build.ninja ]; then
  cmake --preset release >build-release.log 2>&1 || { cat build-release.log >&2; exit 1; }
  rm -f build-release.log
fi
echo "Building (the first time about ten minutes on two cores) ..." >&2
cmake --build build/release >&2
cd "$OLDPWD"
window=$here/build/release/app/qonvolve
cli=$here/build/release/app/qonvolve-cli

if [ $# -gt 0 ]; then
  case "$1" in
    *.qonv | --example*) exec "$window" "$@" ;;
    *) exec "$cli" "$@" ;;
  esac
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then exec "$window"; fi

cat >&2 <<EOF
There is no display here, so Qonvolve trains its default example in this terminal.
(The window opens where DISPLAY or WAYLAND_DISPLAY is set.)
EOF
out=$PWD/qonvolve-first-run
mkdir -p "$out"
"$cli" draw example:lines --format text
"$cli" train example:lines --out "$out/runs"
"$cli" draw example:lines --format svg -o "$out/circuit.svg"
run=$(ls -d "$out"/runs/*/ | tail -n 1)
"$window" --plot "$run" "$out/loss.png"
echo "Pictures: $out/circuit.svg and $out/loss.png; the run itself: $run" >&2
