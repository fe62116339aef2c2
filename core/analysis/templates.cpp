// SPDX-License-Identifier: GPL-3.0-or-later
// One row a circuit: columns of gates, each with the wires it acts on.
#include "core/analysis/templates.h"

#include <array>
#include <cassert>
#include <initializer_list>
#include <utility>
#include <vector>

namespace qonvolve {
namespace {

using enum GateId;
using Targets = std::initializer_list<std::pair<Wire, Wire>>;  // control, target; or the wire twice

constexpr Targets kEach = {{0, 0}, {1, 1}, {2, 2}, {3, 3}};
constexpr Targets kInner = {{1, 1}, {2, 2}};
constexpr Targets kLadder = {{3, 2}, {2, 1}, {1, 0}};
constexpr Targets kEven = {{1, 0}, {3, 2}};
constexpr Targets kEvenThenOdd = {{1, 0}, {3, 2}, {2, 1}};
constexpr Targets kOdd = {{2, 1}};
constexpr Targets kRing = {{3, 0}, {2, 3}, {1, 2}, {0, 1}};
constexpr Targets kRingBack = {{3, 2}, {0, 3}, {1, 0}, {2, 1}};
constexpr Targets kAll = {{3, 2}, {3, 1}, {3, 0}, {2, 3}, {2, 1}, {2, 0},
                          {1, 3}, {1, 2}, {1, 0}, {0, 3}, {0, 2}, {0, 1}};

struct Column {
  GateId gate;
  Targets targets;
};
using Row = std::vector<Column>;

const std::array<Row, kSimTemplates>& rows() {
  static const std::array<Row, kSimTemplates> kRows{{
      {{RX, kEach}, {RZ, kEach}},
      {{RX, kEach}, {RZ, kEach}, {CX, kLadder}},
      {{RX, kEach}, {RZ, kEach}, {CRZ, kLadder}},
      {{RX, kEach}, {RZ, kEach}, {CRX, kLadder}},
      {{RX, kEach}, {RZ, kEach}, {CRZ, kAll}, {RX, kEach}, {RZ, kEach}},
      {{RX, kEach}, {RZ, kEach}, {CRX, kAll}, {RX, kEach}, {RZ, kEach}},
      {{RX, kEach}, {RZ, kEach}, {CRZ, kEven}, {RX, kEach}, {RZ, kEach}, {CRZ, kOdd}},
      {{RX, kEach}, {RZ, kEach}, {CRX, kEven}, {RX, kEach}, {RZ, kEach}, {CRX, kOdd}},
      {{H, kEach}, {CZ, kLadder}, {RX, kEach}},
      {{RY, kEach}, {CZ, kRing}, {RY, kEach}},
      {{RY, kEach}, {RZ, kEach}, {CX, kEven}, {RY, kInner}, {RZ, kInner}, {CX, kOdd}},
      {{RY, kEach}, {RZ, kEach}, {CZ, kEven}, {RY, kInner}, {RZ, kInner}, {CZ, kOdd}},
      {{RY, kEach}, {CRZ, kRing}, {RY, kEach}, {CRZ, kRingBack}},
      {{RY, kEach}, {CRX, kRing}, {RY, kEach}, {CRX, kRingBack}},
      {{RY, kEach}, {CX, kRing}, {RY, kEach}, {CX, kRingBack}},
      {{RX, kEach}, {RZ, kEach}, {CRZ, kEvenThenOdd}},
      {{RX, kEach}, {RZ, kEach}, {CRX, kEvenThenOdd}},
      {{RX, kEach}, {RZ, kEach}, {CRZ, kRing}},
      {{RX, kEach}, {RZ, kEach}, {CRX, kRing}},
  }};
  return kRows;
}

}  // namespace

Circuit simTemplate(int number) {
  assert(number >= 1 && number <= kSimTemplates);
  Circuit circuit;
  circuit.wires = 4;
  std::uint32_t parameter = 0;
  for (const Column& column : rows()[static_cast<std::size_t>(number - 1)]) {
    for (const auto& [control, target] : column.targets) {
      Op op{.gate = column.gate, .wires = {control, target}};
      if (gateInfo(op.gate).angles > 0) op.angles[0] = Angle::parameter(parameter++);
      circuit.ops.push_back(op);
    }
  }
  return circuit;
}

}  // namespace qonvolve
