# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by app/run.sh and tests/run.sh: makes sure that the Debian packages we need are there.

build_packages=(
  g++ cmake ninja-build ccache git pkg-config
  qt6-base-dev qt6-svg-dev qt6-tools-dev qt6-l10n-tools libqt6sql6-sqlite libgl1-mesa-dev libqcustomplot-dev
  libeigen3-dev libnlopt-dev nlohmann-json3-dev zlib1g-dev
  fonts-dejavu-core
)
data_packages=(dataset-fashion-mnist)
test_packages=(
  xvfb xauth openbox xdotool x11-utils
  desktop-file-utils appstream file dpkg-dev
)

# need_packages NAME...: installs what is missing with apt as root or through sudo; elsewhere says what
# is needed and stops.
need_packages() {
  local missing=() name
  if command -v dpkg-query >/dev/null; then
    for name in "$@"; do
      [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
  else
    missing=("$@")
  fi
  [ ${#missing[@]} -eq 0 ] && return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null; then as_root=(sudo); else as_root=(false); fi
  fi
  if ! command -v apt-get >/dev/null || [ "${as_root[*]}" = false ]; then
    cat >&2 <<EOF
Qonvolve needs these Debian 12 packages, which are not installed here:
  ${missing[*]}
Install them (Debian, Ubuntu: apt-get install --no-install-recommends ${missing[*]}),
or on another system their equivalents: a C++20 compiler, CMake 3.25 or newer, Ninja, Qt 6.4 or newer
with Svg and the SQLite driver, QCustomPlot 2.1 for Qt 6, Eigen 3.4, NLopt 2.7, nlohmann-json 3.11 and zlib.
Then run this script again.
EOF
    exit 1
  fi
  echo "Installing ${#missing[@]} packages: ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -q >&2
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -q -y --no-install-recommends "${missing[@]}" >&2
}
