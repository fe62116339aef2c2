// SPDX-License-Identifier: GPL-3.0-or-later
// The circuits, numbers and words of the benchmark workloads.
#include "core/gradient/benchmark_workloads.h"

#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include "core/gradient/benchmark.h"

namespace qonvolve {
namespace {

void su4(Circuit& c, Wire a, Wire b, std::uint32_t p) {
  const auto u3 = [&](Wire w, std::uint32_t k) {
    c.ops.push_back(
        {.gate = GateId::U3,
         .wires = {w},
         .angles = {Angle::parameter(k), Angle::parameter(k + 1), Angle::parameter(k + 2)}});
  };
  u3(a, p);
  u3(b, p + 3);
  c.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
  c.ops.push_back({.gate = GateId::RY, .wires = {a}, .angles = {Angle::parameter(p + 6)}});
  c.ops.push_back({.gate = GateId::RZ, .wires = {b}, .angles = {Angle::parameter(p + 7)}});
  c.ops.push_back({.gate = GateId::CX, .wires = {b, a}});
  c.ops.push_back({.gate = GateId::RY, .wires = {a}, .angles = {Angle::parameter(p + 8)}});
  c.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
  u3(a, p + 9);
  u3(b, p + 12);
}

void pool(Circuit& c, Wire control, Wire target, std::uint32_t p) {
  c.ops.push_back(
      {.gate = GateId::CRZ, .wires = {control, target}, .angles = {Angle::parameter(p)}});
  c.ops.push_back({.gate = GateId::X, .wires = {control}});
  c.ops.push_back(
      {.gate = GateId::CRX, .wires = {control, target}, .angles = {Angle::parameter(p + 1)}});
}

}  // namespace

double benchmarkNumber(std::size_t k) {
  const double x = static_cast<double>(k + 1) * std::numbers::phi;
  return x - std::floor(x);
}

std::string_view benchmarkDescription() {
  return "All numbers come from u(k) = fractional part of (k + 1) (1 + sqrt 5)/2.\n"
         "W1: 8 qubits, RY(x_q) with x_q = pi u(51 + 8 s + q) for sample s; SU(4) convolutions on\n"
         "(01)(23)(45)(67)(12)(34)(56)(70), pooling 1>0 3>2 5>4 7>6, (02)(46)(24)(60), 2>0 6>4, "
         "(04),\n"
         "0>4; pooling is CRZ, X on the control, CRX; 51 parameters t_k = pi (2 u(k) - 1), 15 per\n"
         "convolution and 2 per pooling layer. Labels s mod 2, p_0 = (1 + <Z4>)/2, mean "
         "cross-entropy.\n"
         "W2: 20 layers of RX, RY, RZ on every qubit and a ring of CZ, t_k = pi (2 u(k) - 1), "
         "<Z0>;\n"
         "16 and 20 qubits, 24 with 4 layers (quick: 10 qubits); one state at a time.\n"
         "scaling: gradients of RY(x_q) on every qubit and then W2 with 4 layers, 8 qubits and 32 "
         "samples\n"
         "unless said, by qubits and depth; of W1 by batch and, with 256 samples, by threads.\n"
         "W3: for n = 4, 6, ..., 14 (quick: to 8) 100 draws of 5 n layers: on each qubit RX, RY or "
         "RZ\n"
         "by an angle, then a ladder of CZ; variance of d<Z0 Z1>/d(first angle), by two shifted "
         "runs.\n"
         "Gate m of all draws of a size (draw by draw, layer by layer): axis = floor(3 u(m)), "
         "angle =\n"
         "2 pi times the fractional part of (m + 1) sqrt 2.\n";
}

Circuit benchmarkQcnn() {
  Circuit c;
  c.wires = 8;
  c.inputs = 8;
  for (Wire w = 0; w < 8; ++w) {
    c.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
  }
  using Pairs = std::vector<std::pair<Wire, Wire>>;
  const std::vector<Pairs> convolutions{
      {{0, 1}, {2, 3}, {4, 5}, {6, 7}, {1, 2}, {3, 4}, {5, 6}, {7, 0}},
      {{0, 2}, {4, 6}, {2, 4}, {6, 0}},
      {{0, 4}}};
  const std::vector<Pairs> poolings{{{1, 0}, {3, 2}, {5, 4}, {7, 6}}, {{2, 0}, {6, 4}}, {{0, 4}}};
  std::uint32_t parameter = 0;
  for (std::size_t layer = 0; layer < 3; ++layer, parameter += 17) {
    for (const auto& [a, b] : convolutions[layer]) su4(c, a, b, parameter);
    for (const auto& [control, target] : poolings[layer]) pool(c, control, target, parameter + 15);
  }
  // Blocks as a compiled model has them: the encoding, then convolution and pooling in turn.
  for (Op& op : c.ops) {
    const std::uint32_t p = op.angles[0].index;
    if (op.angles[0].source == Angle::Source::Parameter) op.block = 1 + p / 17 * 2 + p % 17 / 15;
  }
  for (std::size_t i = 1; i < c.ops.size(); ++i) {
    if (gateInfo(c.ops[i].gate).angles == 0) c.ops[i].block = c.ops[i - 1].block;
  }
  c.outputs = {Observable::pauliZ(4)};
  return c;
}

Circuit benchmarkLayers(Wire wires, std::size_t depth) {
  Circuit c;
  c.wires = wires;
  std::uint32_t next = 0;
  for (std::size_t layer = 0; layer < depth; ++layer) {
    for (Wire w = 0; w < wires; ++w) {
      for (const GateId gate : {GateId::RX, GateId::RY, GateId::RZ}) {
        c.ops.push_back({.gate = gate, .wires = {w}, .angles = {Angle::parameter(next++)}});
      }
    }
    for (Wire w = 0; w < wires; ++w) {
      c.ops.push_back({.gate = GateId::CZ, .wires = {w, (w + 1) % wires}});
    }
  }
  c.outputs = {Observable::pauliZ(0)};
  return c;
}

Circuit benchmarkEncodedLayers(Wire wires, std::size_t depth) {
  Circuit c = benchmarkLayers(wires, depth);
  c.inputs = static_cast<std::uint32_t>(wires);
  std::vector<Op> encoding;
  for (Wire w = 0; w < wires; ++w) {
    encoding.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
  }
  c.ops.insert(c.ops.begin(), encoding.begin(), encoding.end());
  return c;
}

Circuit benchmarkScan(Wire wires) {
  Circuit c;
  c.wires = wires;
  c.inputs = 15 * wires * wires;
  std::uint32_t next = 0;
  for (std::size_t layer = 0; layer < 5 * wires; ++layer) {
    for (Wire w = 0; w < wires; ++w, next += 3) {
      c.ops.push_back(
          {.gate = GateId::U3,
           .wires = {w},
           .angles = {Angle::feature(next), Angle::feature(next + 1), Angle::feature(next + 2)}});
    }
    for (Wire w = 0; w + 1 < wires; ++w) {
      c.ops.push_back({.gate = GateId::CZ, .wires = {w, w + 1}});
    }
  }
  c.outputs = {{.terms = {{1.0, 0, 3}}}};
  return c;
}

std::array<double, 3> benchmarkScanGate(std::size_t m, double shift) {
  const double turns = static_cast<double>(m + 1) * std::numbers::sqrt2;
  const double angle = 2 * std::numbers::pi * (turns - std::floor(turns)) + shift;
  switch (static_cast<int>(3 * benchmarkNumber(m))) {
    case 0:
      return {angle, -std::numbers::pi / 2, std::numbers::pi / 2};  // RX
    case 1:
      return {angle, 0, 0};  // RY
    default:
      return {0, 0, angle};  // RZ, up to phase
  }
}

}  // namespace qonvolve
