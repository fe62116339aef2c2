#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds with assertions and warnings as errors, and runs all quick tests.
# Arguments go to ctest, for example: bash tests/run.sh -R golden
set -euo pipefail
cd "$(dirname "$0")/.."
. app/packages.sh
need_packages "${build_packages[@]}" "${test_packages[@]}" "${data_packages[@]}"

cmake --preset dev
cmake --build --preset dev
ctest --preset dev "$@"
