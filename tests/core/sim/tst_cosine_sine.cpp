// SPDX-License-Identifier: GPL-3.0-or-later
// Two-wire matrices taken apart and walked through: products of their parts, gradients of gates.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/rng.h"
#include "core/gradient/program_derivatives.h"
#include "core/sim/cosine_sine.h"
#include "core/sim/pauli_rotations.h"

using namespace qonvolve;

namespace {

struct Gates {
  Program program;
  std::vector<double> angles;
};

/// Gates on one or two wires; angles are anything, tiny, or multiples of pi/2.
Gates randomGates(Rng& rng, std::size_t count, std::size_t wires) {
  Gates result;
  result.program.form = wires == 1 ? Form::Dense1 : Form::Dense2;
  while (result.program.ops.size() < count) {
    const GateInfo& info = allGates()[rng.below(allGates().size())];
    if (info.wires > wires) continue;
    LocalOp op{.gate = info.id};
    op.wires[0] = static_cast<std::uint8_t>(rng.below(wires));
    op.wires[1] = static_cast<std::uint8_t>(1 - op.wires[0]);
    for (std::uint32_t k = 0; k < 3; ++k) {
      const double scales[] = {1, 1, 1e-4, 1e-8, 1e-13, 0};
      const double turn = std::numbers::pi / 2 * static_cast<double>(rng.below(3));
      result.angles.push_back(rng.uniform(-3, 3) * scales[rng.below(6)] + turn);
      if (rng.below(4) == 0) {
        op.angles[k] = Angle::constant(result.angles.back());
      } else {
        op.angles[k] = Angle::parameter(k);
      }
    }
    result.program.ops.push_back(op);
  }
  return result;
}

double distance(const LocalMatrix& a, const LocalMatrix& b) {
  double largest = 0;
  for (std::size_t k = 0; k < a.dim * a.dim; ++k) {
    largest = std::max(largest, std::abs(a.entries[k] - b.entries[k]));
  }
  return largest;
}

}  // namespace

class TestCosineSine : public QObject {
  Q_OBJECT

 private slots:
  /// Also where angles coincide or vanish, as for CNOT, SWAP and matrices close to them.
  void partsMultiplyToTheMatrix() {
    Rng rng(3);
    for (int trial = 0; trial < 20000; ++trial) {
      const Gates gates = randomGates(rng, 1 + rng.below(8), 2);
      const LocalMatrix u = programMatrix(gates.program, gates.angles);
      for (std::size_t control = 0; control < 2; ++control) {
        const CosineSine parts = cosineSine(u, control);
        LocalMatrix w{.dim = 4}, r{.dim = 4}, v{.dim = 4};
        const auto index = [&](std::size_t c, std::size_t s) {
          return (c << control) | (s << (1 - control));
        };
        for (std::size_t c = 0; c < 2; ++c) {
          for (std::size_t s = 0; s < 2; ++s) {
            r.at(index(c, s), index(c, s)) = parts.cosine[s];
            r.at(index(1 - c, s), index(c, s)) = c == 0 ? parts.sine[s] : -parts.sine[s];
            for (std::size_t t = 0; t < 2; ++t) {
              w.at(index(c, s), index(c, t)) = parts.first[c].at(s, t);
              v.at(index(c, s), index(c, t)) = parts.last[c].at(s, t);
            }
          }
        }
        LocalMatrix one{.dim = 4};
        for (std::size_t k = 0; k < 4; ++k) one.at(k, k) = 1;
        QVERIFY(distance(product(v, product(r, w)), u) < 1e-14);
        for (const LocalMatrix& m : {w, r, v}) {
          QVERIFY(distance(product(m, m.adjoint()), one) < 1e-14);
        }
      }
    }
  }

  void walkGivesTheGradientOfGates() {
    Rng rng(4);
    for (int trial = 0; trial < 3000; ++trial) {
      const std::size_t wires = 1 + rng.below(2);
      const Gates gates = randomGates(rng, 1 + rng.below(10), wires);
      LocalMatrix a{.dim = std::size_t{1} << wires};
      for (std::size_t i = 0; i < a.dim; ++i) {
        a.at(i, i) = rng.uniform(-1, 1);
        for (std::size_t j = i + 1; j < a.dim; ++j) {
          a.at(i, j) = Complex{rng.uniform(-1, 1), rng.uniform(-1, 1)};
          a.at(j, i) = std::conj(a.at(i, j));
        }
      }
      // The trace is Im <phi|O|phi> = 0: phases of the whole state have no derivative.
      double trace = 0;
      for (std::size_t i = 0; i < a.dim; ++i) trace += a.at(i, i).real();
      for (std::size_t i = 0; i < a.dim; ++i) {
        a.at(i, i) -= trace / static_cast<double>(a.dim);
      }
      std::vector<double> expected(gates.angles.size(), 0.0), found(expected.size());
      // dL/dt = 2 Re Tr(i U' U^dagger A) with U' by the product rule.
      std::vector<std::uint32_t> turned;
      for (std::uint32_t k = 0; k < expected.size(); ++k) {
        const LocalOp& op = gates.program.ops[k / 3];
        const bool free =
            k % 3 < gateInfo(op.gate).angles && op.angles[k % 3].source == Angle::Source::Parameter;
        turned.push_back(free ? k : kNoParameter);
      }
      const ProgramDerivatives rule =
          differentiate(gates.program, gates.angles, turned, DerivativeOrder::First);
      const LocalMatrix& u = rule.matrix;
      for (std::size_t i = 0; i < rule.parameters.size(); ++i) {
        const LocalMatrix m = product(rule.first[i], product(u.adjoint(), a));
        double sum = 0;
        for (std::size_t d = 0; d < a.dim; ++d) sum -= 2 * m.at(d, d).imag();
        expected[rule.parameters[i]] = sum;
      }
      // From the end, or from the start with what A is there.
      const PauliRotations rotations(gates.program);
      PauliRotations::Turns turns;
      rotations.turn(gates.angles, turns);
      if (trial % 2 == 0) {
        rotations.walk(a, PauliRotations::From::End, turns, found);
      } else {
        const LocalMatrix start = conjugated(u.adjoint(), a);
        rotations.walk(start, PauliRotations::From::Start, turns, found);
      }
      // The matrix is that of the gates, but for a phase.
      const LocalMatrix matrix = rotations.matrix(turns);
      const LocalMatrix phase = product(matrix, u.adjoint());
      QVERIFY(std::abs(std::abs(phase.at(0, 0)) - 1) < 1e-13);
      for (std::size_t i = 0; i < u.dim; ++i) {
        for (std::size_t j = 0; j < u.dim; ++j) {
          const Complex expectedEntry = i == j ? phase.at(0, 0) : 0;
          QVERIFY(std::abs(phase.at(i, j) - expectedEntry) < 1e-13);
        }
      }
      for (std::size_t k = 0; k < expected.size(); ++k) {
        QVERIFY2(std::abs(expected[k] - found[k]) < 1e-13,
                 qPrintable(QString("trial %1, angle %2: %3, expected %4")
                                .arg(trial)
                                .arg(k)
                                .arg(found[k])
                                .arg(expected[k])));
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestCosineSine)
#include "tst_cosine_sine.moc"
