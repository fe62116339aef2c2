// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/benchmark_designs.h"

#include <cstdint>
#include <numbers>
#include <utility>

#include "core/gradient/benchmark_workloads.h"

namespace qonvolve {
namespace {

enum class Encoding { Angle, Amplitude, AmplitudePairs, Reuploading };
enum class Convolution { Su4, Small };
enum class Boundary { Ring, Chain };
enum class Pooling { Zx, Generalized, Rotation, Trivial, ThreeAngle };

struct Shape {
  Wire wires = 8;
  Encoding encoding = Encoding::Angle;
  Convolution convolution = Convolution::Su4;
  Boundary boundary = Boundary::Ring;
  Pooling pooling = Pooling::Zx;
  std::size_t layers = 1;  // of convolution before each pooling
  std::size_t rest = 1;    // wires that are read
  std::size_t lanes = 1;   // networks side by side that meet in a last convolution
};

class Builder {
 public:
  explicit Builder(const Shape& shape) : shape_(shape) {}
  BenchmarkDesign build(std::string name);

 private:
  Angle parameter() { return Angle::parameter(next_++); }
  void add(GateId gate, Wire wire) { circuit_.ops.push_back({.gate = gate, .wires = {wire}}); }
  void rotate(GateId gate, Wire wire) {
    circuit_.ops.push_back({.gate = gate, .wires = {wire}, .angles = {parameter()}});
  }
  void turn(GateId gate, Wire control, Wire target) {
    circuit_.ops.push_back({.gate = gate, .wires = {control, target}, .angles = {parameter()}});
  }
  void turnFreely(Wire control, Wire target) {
    const Angle a = parameter(), b = parameter(), c = parameter();
    circuit_.ops.push_back({.gate = GateId::CU3, .wires = {control, target}, .angles = {a, b, c}});
  }
  void encode();
  void angles();
  void convolve(const std::vector<Wire>& wires);
  void block(Wire a, Wire b);
  std::vector<Wire> pool(const std::vector<Wire>& wires);
  void poolPair(Wire control, Wire target);
  std::vector<Wire> network(std::vector<Wire> wires, std::size_t rest);
  /// All gates from here on until the next call belong to one block.
  void beginBlock() {
    for (; marked_ < circuit_.ops.size(); ++marked_) circuit_.ops[marked_].block = block_;
    ++block_;
  }

  Shape shape_;
  Circuit circuit_;
  std::uint32_t next_ = 0;
  std::size_t marked_ = 0;
  BlockId block_ = 0;
};

void Builder::angles() {
  for (Wire w = 0; w < shape_.wires; ++w) {
    circuit_.ops.push_back({.gate = GateId::RY, .wires = {w}, .angles = {Angle::feature(w)}});
  }
}

void Builder::encode() {
  circuit_.wires = circuit_.inputs = shape_.wires;
  const auto prepare = [&](std::uint32_t blocks) {
    const Wire each = shape_.wires / blocks;
    const std::uint32_t count = std::uint32_t{1} << each;
    circuit_.inputs = blocks * count;
    for (std::uint32_t b = 0; b < blocks; ++b) {
      Preparation p{.wires = {}, .first = b * count, .count = count};
      for (Wire w = 0; w < each; ++w) p.wires.push_back(b * each + w);
      circuit_.preparations.push_back(std::move(p));
    }
  };
  if (shape_.encoding == Encoding::Amplitude) return prepare(1);
  if (shape_.encoding == Encoding::AmplitudePairs) return prepare(shape_.wires / 2);
  angles();
  if (shape_.encoding == Encoding::Angle) return;
  beginBlock();
  std::vector<Wire> wires;
  for (Wire w = 0; w < shape_.wires; ++w) wires.push_back(w);
  convolve(wires);
  beginBlock();
  angles();
}

/// The block of W1, or two rotations and a CNOT.
void Builder::block(Wire a, Wire b) {
  const auto u3 = [&](Wire w) {
    const Angle t = parameter(), p = parameter(), l = parameter();
    circuit_.ops.push_back({.gate = GateId::U3, .wires = {w}, .angles = {t, p, l}});
  };
  if (shape_.convolution == Convolution::Small) {
    rotate(GateId::RY, a);
    rotate(GateId::RY, b);
    circuit_.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
    return;
  }
  u3(a);
  u3(b);
  circuit_.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
  rotate(GateId::RY, a);
  rotate(GateId::RZ, b);
  circuit_.ops.push_back({.gate = GateId::CX, .wires = {b, a}});
  rotate(GateId::RY, a);
  circuit_.ops.push_back({.gate = GateId::CX, .wires = {a, b}});
  u3(a);
  u3(b);
}

/// Even pairs, odd pairs, then the pair that closes the ring; all with the same parameters.
void Builder::convolve(const std::vector<Wire>& wires) {
  const std::uint32_t first = next_;
  const auto shared = [&](Wire a, Wire b) {
    next_ = first;
    block(a, b);
  };
  for (std::size_t start = 0; start < 2; ++start) {
    for (std::size_t i = start; i + 1 < wires.size(); i += 2) shared(wires[i], wires[i + 1]);
  }
  if (shape_.boundary == Boundary::Ring && wires.size() > 2) shared(wires.back(), wires.front());
}

void Builder::poolPair(Wire control, Wire target) {
  switch (shape_.pooling) {
    case Pooling::Zx:
      turn(GateId::CRZ, control, target);
      add(GateId::X, control);
      turn(GateId::CRX, control, target);
      return;
    case Pooling::Generalized:
      turnFreely(control, target);
      add(GateId::X, control);
      turnFreely(control, target);
      return;
    case Pooling::Rotation:
      turn(GateId::CRZ, control, target);
      turn(GateId::CRY, control, target);
      turn(GateId::CRZ, control, target);
      return;
    case Pooling::Trivial:
      return;
    case Pooling::ThreeAngle:
      circuit_.ops.push_back({.gate = GateId::RZ,
                              .wires = {target},
                              .angles = {Angle::constant(-std::numbers::pi / 2)}});
      circuit_.ops.push_back({.gate = GateId::CX, .wires = {target, control}});
      rotate(GateId::RZ, control);
      rotate(GateId::RY, target);
      circuit_.ops.push_back({.gate = GateId::CX, .wires = {control, target}});
      rotate(GateId::RY, target);
      return;
  }
}

/// Of each pair the first wire stays; an unpaired last one too.
std::vector<Wire> Builder::pool(const std::vector<Wire>& wires) {
  const std::uint32_t first = next_;
  std::vector<Wire> kept;
  for (std::size_t i = 0; i < wires.size(); i += 2) {
    kept.push_back(wires[i]);
    if (i + 1 == wires.size()) break;
    next_ = first;
    poolPair(wires[i + 1], wires[i]);
  }
  return kept;
}

std::vector<Wire> Builder::network(std::vector<Wire> wires, std::size_t rest) {
  while (wires.size() > rest) {
    for (std::size_t layer = 0; layer < shape_.layers; ++layer) {
      beginBlock();
      convolve(wires);
    }
    beginBlock();
    wires = pool(wires);
  }
  return wires;
}

BenchmarkDesign Builder::build(std::string name) {
  encode();
  const Wire each = shape_.wires / static_cast<Wire>(shape_.lanes);
  std::vector<Wire> left;
  for (Wire lane = 0; lane < shape_.lanes; ++lane) {
    std::vector<Wire> wires;
    for (Wire w = 0; w < each; ++w) wires.push_back(lane * each + w);
    for (const Wire w : network(std::move(wires), shape_.lanes > 1 ? 1 : shape_.rest)) {
      left.push_back(w);
    }
  }
  if (shape_.lanes > 1) left = network(std::move(left), shape_.rest);
  beginBlock();
  if (left.size() == 1) {
    circuit_.outputs = {Observable::pauliZ(left[0])};
  } else {
    std::uint64_t mask = 0;
    for (const Wire w : left) mask |= std::uint64_t{1} << w;
    for (std::uint64_t k = 0; k < std::uint64_t{1} << left.size(); ++k) {
      std::uint64_t value = 0;
      for (std::size_t b = 0; b < left.size(); ++b) value |= ((k >> b) & 1) << left[b];
      circuit_.outputs.push_back(Observable::probability(mask, value));
    }
  }
  return {std::move(name), std::move(circuit_), next_};
}

}  // namespace

std::vector<BenchmarkDesign> benchmarkDesigns() {
  std::vector<BenchmarkDesign> designs{{"W1", benchmarkQcnn(), 51}};
  const auto add = [&](std::string name, const Shape& shape) {
    designs.push_back(Builder(shape).build(std::move(name)));
  };
  for (const Wire wires : {4U, 6U, 7U, 9U, 10U, 12U}) {
    add(std::to_string(wires) + " wires", {.wires = wires});
  }
  add("open chain", {.boundary = Boundary::Chain});
  add("two layers a stage", {.layers = 2});
  add("blocks of two rotations", {.convolution = Convolution::Small});
  add("generalized pooling", {.pooling = Pooling::Generalized});
  add("controlled rotations", {.pooling = Pooling::Rotation});
  add("trivial pooling", {.pooling = Pooling::Trivial});
  add("three-angle pooling", {.pooling = Pooling::ThreeAngle});
  add("4 classes", {.rest = 2});
  add("16 classes", {.rest = 4});
  add("amplitude encoding", {.encoding = Encoding::Amplitude});
  add("amplitudes of pairs", {.encoding = Encoding::AmplitudePairs});
  add("features encoded twice", {.encoding = Encoding::Reuploading});
  add("two lanes of 4 wires", {.lanes = 2});
  add("three lanes of 4 wires", {.wires = 12, .lanes = 3});
  return designs;
}

}  // namespace qonvolve
