// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits without the gates that no output depends on.
#include <QtTest>
#include <array>
#include <cmath>

#include "core/base/rng.h"
#include "core/circuit/light_cone.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

/// Layers of rotations and a ladder of CZ.
Circuit ladder(Wire wires, std::size_t depth) {
  Circuit c;
  c.wires = wires;
  for (std::size_t layer = 0; layer < depth; ++layer) {
    for (Wire w = 0; w < wires; ++w) {
      const double t = 0.3 + static_cast<double>(layer) + 0.7 * w;
      c.ops.push_back(
          {.gate = GateId::U3,
           .wires = {w},
           .angles = {Angle::constant(t), Angle::constant(2 * t), Angle::constant(-t)}});
    }
    for (Wire w = 0; w + 1 < wires; ++w) {
      c.ops.push_back({.gate = GateId::CZ, .wires = {w, w + 1}});
    }
  }
  return c;
}

Circuit randomCircuit(std::uint64_t seed) {
  constexpr std::array gates{GateId::H,  GateId::X,  GateId::T,    GateId::RX,  GateId::RZ,
                             GateId::CX, GateId::CZ, GateId::Swap, GateId::CRX, GateId::CP};
  Rng rng(seed);
  Circuit c;
  c.wires = 5;
  for (std::size_t k = 0; k < 14; ++k) {
    const auto a = static_cast<Wire>(rng.below(5));
    const auto b = static_cast<Wire>((a + 1 + rng.below(4)) % 5);
    c.ops.push_back({.gate = gates[rng.below(gates.size())],
                     .wires = {a, b},
                     .angles = {Angle::constant(rng.uniform(-3, 3))}});
  }
  c.outputs = {{.terms = {{0.7, rng.below(32) & rng.below(32), rng.below(32) & rng.below(32)}}},
               Observable::probability(5, 4)};
  return c;
}

}  // namespace

class LightConeTest : public QObject {
  Q_OBJECT
 private slots:
  void growsByOneWireALayer() {
    Circuit c = ladder(6, 3);
    c.outputs = {{.terms = {{1.0, 0, 3}}}};
    // Rotations of wires 0 to 1, 2 and 3; no CZ after the last of them.
    QCOMPARE(lightCone(c).ops.size(), std::size_t{2 + (2 + 3) + (3 + 4)});
  }

  void keepsWhatAnOutputAlongXNeeds() {
    Circuit c = ladder(3, 1);
    c.outputs = {{.terms = {{1.0, 1, 0}}}};
    QCOMPARE(lightCone(c).ops.size(), std::size_t{3});  // wires 0 and 1, and their CZ
  }

  void changesNoValue() {
    std::size_t dropped = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
      const Circuit c = randomCircuit(seed), cone = lightCone(c);
      dropped += c.ops.size() - cone.ops.size();
      const std::vector<Complex> all = statevector(c, {}, {}), seen = statevector(cone, {}, {});
      for (const Observable& o : c.outputs) {
        QVERIFY(std::abs(expectation(o, all) - expectation(o, seen)) < 1e-14);
      }
    }
    QVERIFY(dropped > 200);
  }
};

}  // namespace qonvolve

QTEST_GUILESS_MAIN(qonvolve::LightConeTest)
#include "tst_light_cone.moc"
