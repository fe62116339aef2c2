// SPDX-License-Identifier: GPL-3.0-or-later
// Reading OpenQASM in tests, and states compared up to one global phase.
#pragma once

#include <QtTest>
#include <cmath>
#include <string>
#include <vector>

#include "core/formats/qasm_reader.h"
#include "core/sim/statevector.h"

namespace qonvolve::test {

inline QasmProgram mustRead(const std::string& text, const QasmOptions& options = {}) {
  auto program = readQasm(text, "test.qasm", options);
  if (!program) {
    QTest::qFail((toText(program.error()) + "\n" + text).c_str(), __FILE__, __LINE__);
    return {};
  }
  return std::move(*program);
}

/// Largest difference of amplitudes after the best common phase; huge when sizes differ.
inline double stateDistance(const std::vector<Complex>& a, const std::vector<Complex>& b) {
  if (a.size() != b.size()) return 1e9;
  Complex overlap = 0;
  for (std::size_t i = 0; i < a.size(); ++i) overlap += std::conj(a[i]) * b[i];
  if (std::abs(overlap) < 1e-6) return 1e9;
  const Complex phase = overlap / std::abs(overlap);
  double worst = 0;
  for (std::size_t i = 0; i < a.size(); ++i) worst = std::max(worst, std::abs(a[i] * phase - b[i]));
  return worst;
}

inline std::string qasm2(const std::string& body) {
  return "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n" + body;
}
inline std::string qasm3(const std::string& body) {
  return "OPENQASM 3.0;\ninclude \"stdgates.inc\";\n" + body;
}

}  // namespace qonvolve::test
