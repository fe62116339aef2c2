// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/write_python.h"

#include <bit>
#include <cmath>

namespace qonvolve {

std::string pythonAngles(const LoweredItem& item, const PythonGate& gate) {
  std::string text = gate.before;
  for (std::size_t k = 0; k < gateInfo(item.gate).angles; ++k) {
    text += (k == 0 ? "" : ", ") + item.angles[k];
  }
  return text + gate.after;
}

std::vector<std::pair<std::string, double>> pauliStrings(const Observable& observable,
                                                         std::uint32_t wires) {
  std::vector<PauliTerm> terms = observable.terms;
  if (observable.projector) {
    // |b><b| = (1 + (-1)^b Z) / 2 on every wire of the mask.
    const int count = std::popcount(observable.mask);
    if (count > 8) return {};
    std::uint64_t subset = 0;
    do {
      const bool minus = std::popcount(subset & observable.value) % 2 == 1;
      terms.push_back({std::ldexp(minus ? -1.0 : 1.0, -count), 0, subset});
      subset = (subset - observable.mask) & observable.mask;
    } while (subset != 0);
  }
  if (terms.size() > 256) return {};
  std::vector<std::pair<std::string, double>> strings;
  for (const PauliTerm& term : terms) {
    std::string text;
    for (std::uint32_t wire = wires; wire-- > 0;) {
      const bool x = (term.xMask >> wire & 1U) != 0;
      const bool z = (term.zMask >> wire & 1U) != 0;
      text += x ? (z ? 'Y' : 'X') : (z ? 'Z' : 'I');
    }
    strings.emplace_back(std::move(text), term.coefficient);
  }
  return strings;
}

std::uint32_t vectorLength(const std::set<std::uint32_t>& indices) {
  return indices.empty() ? 0 : *indices.rbegin() + 1;
}

}  // namespace qonvolve
