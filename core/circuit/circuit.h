// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit as data: operations with references to parameters and inputs, start state,
// observables.
//
// Conventions, once for the whole program: wire 0 is bit 0 of the amplitude index (little endian),
// R_P(t) = exp(-i t P / 2), angles in radians, global phase is not observable.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/circuit/gate.h"

namespace qonvolve {

using Wire = std::uint32_t;
using BlockId = std::uint64_t;

/// Where an angle comes from: value = offset + scale * source.
struct Angle {
  enum class Source : std::uint8_t {
    Constant,        // 0; the value is `offset`
    Parameter,       // theta[index]
    Feature,         // input[index] of the circuit, or a product of inputs (see Circuit::products)
    TokenParameter,  // theta[index + stride * id], id = input[token] rounded: a trainable table
  };
  Source source = Source::Constant;
  std::uint32_t index = 0;
  std::uint32_t token = 0;
  std::uint32_t stride = 0;
  double scale = 1;
  double offset = 0;
  bool operator==(const Angle&) const = default;

  static Angle constant(double value) { return {.offset = value}; }
  static Angle parameter(std::uint32_t index, double scale = 1, double offset = 0) {
    return {.source = Source::Parameter, .index = index, .scale = scale, .offset = offset};
  }
  static Angle feature(std::uint32_t index, double scale = 1, double offset = 0) {
    return {.source = Source::Feature, .index = index, .scale = scale, .offset = offset};
  }
};

/// One gate on up to three wires with up to three angles; which are used, the gate table says.
/// wires[0] is the control of a controlled gate.
struct Op {
  GateId gate = GateId::I;
  std::array<Wire, 3> wires{};
  std::array<Angle, 3> angles{};
  BlockId block = 0;
  /// Drawn as "measure wires[0], then act on the outcome": the same physics by deferred
  /// measurement.
  bool measured = false;
  /// 0: always; k: only if conditions[k - 1] of the circuit holds (feed-forward).
  std::uint32_t condition = 0;
  bool operator==(const Op&) const = default;
};

/// Holds when the classical bits in `mask` read `value`. Bits are 0 until a measurement writes
/// them.
struct Condition {
  std::uint64_t mask = 0;
  std::uint64_t value = 0;
  bool operator==(const Condition&) const = default;
};

/// rho -> sum_k K_k rho K_k^dagger on one or two wires; matrices row major, bit 0 = the first wire.
/// The operators are complete: sum_k K_k^dagger K_k = 1.
struct Channel {
  std::string name;          // "depolarizing", for drawings and messages
  std::string caption = {};  // "p 0.01": how strong, for drawings; may be empty
  std::uint32_t wires = 1;
  std::vector<std::vector<Complex>> kraus;
  bool operator==(const Channel&) const = default;
};

/// What happens to wires between gates without being a gate.
struct Event {
  enum class Kind : std::uint8_t {
    Measure,  // wires[0] in the Z basis, the outcome into classical bit `index`
    Reset,    // wires[0] to |0>, whatever it was
    Channel,  // channels[index] of the circuit
  };
  Kind kind = Kind::Measure;
  std::uint32_t position = 0;  // takes place just before ops[position]; ops.size(): at the end
  std::array<Wire, 2> wires{};
  std::uint32_t index = 0;
  std::uint32_t condition = 0;  // as of an Op
  BlockId block = 0;
  bool operator==(const Event&) const = default;
};

/// Final readings of a wire that are wrong: it reads 1 though it is 0, 0 though it is 1.
struct ReadoutError {
  Wire wire = 0;
  double oneIfZero = 0;
  double zeroIfOne = 0;
  bool operator==(const ReadoutError&) const = default;
};

/// A product of two inputs as an extra input: (offsetA + scaleA x[a]) * (offsetB + scaleB x[b]).
/// Angle::Feature with index >= Circuit::inputs means products[index - inputs].
struct FeatureProduct {
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  double scaleA = 1;
  double offsetA = 0;
  double scaleB = 1;
  double offsetB = 0;
  bool operator==(const FeatureProduct&) const = default;
};

/// Prepares some wires from inputs before the first operation. Preparations act on disjoint wires;
/// wires without one start in |0>. wires[0] is the least significant bit of the block's own index.
struct Preparation {
  enum class Kind : std::uint8_t {
    Amplitude,  // amplitude k = x[first + k] / norm, padded with zeros up to 2^wires (real, signed)
    AngleTree,  // binary tree of RY branch angles: node 0 acts on the most significant wire, nodes
                // 1, 2 on the next with it at 0, 1, ... (2^wires - 1 inputs; Hur et al. 2022, HAE)
    Basis,      // the basis state whose number is x[first] rounded (one input): a one-hot word
  };
  Kind kind = Kind::Amplitude;
  std::vector<Wire> wires;
  std::uint32_t first = 0;  // first input
  std::uint32_t count = 0;  // number of inputs
  /// Amplitude: inputs that are all zero prepare |0...0>; otherwise they have no state (NaN).
  /// Basis: numbers that are none of the basis states have no state either.
  bool zeroIsGround = false;
  BlockId block = 0;
  bool operator==(const Preparation&) const = default;
};

/// A product of Pauli matrices: bit q of xMask: X or Y on wire q; of zMask: Z or Y on wire q.
struct PauliTerm {
  double coefficient = 1;
  std::uint64_t xMask = 0;
  std::uint64_t zMask = 0;
  bool operator==(const PauliTerm&) const = default;
};

/// A Hermitian observable: either a sum of Pauli products, or (when `projector`) the probability
/// that the wires in `mask` read the bits `value`.
struct Observable {
  std::vector<PauliTerm> terms;
  bool projector = false;
  std::uint64_t mask = 0;
  std::uint64_t value = 0;
  bool operator==(const Observable&) const = default;

  static Observable pauliZ(Wire wire) { return {.terms = {{1.0, 0, std::uint64_t{1} << wire}}}; }
  static Observable probability(std::uint64_t mask, std::uint64_t value) {
    return {.terms = {}, .projector = true, .mask = mask, .value = value};
  }
};

/// Expectation values of `outputs` after `ops` act on the prepared state, as a function of `inputs`
/// inputs and of the parameters that the angles name. Most circuits are gates only (isUnitary() in
/// nonunitary.h); the others need an engine for mixed states.
struct Circuit {
  std::uint32_t wires = 0;
  std::uint32_t inputs = 0;
  std::vector<FeatureProduct> products;
  std::vector<Preparation> preparations;
  std::vector<Op> ops;
  std::vector<Observable> outputs;
  std::uint32_t bits = 0;  // classical bits, at most 64
  std::vector<Condition> conditions;
  std::vector<Channel> channels;
  std::vector<Event> events;                // by position; those of one position in this order
  std::vector<ReadoutError> readoutErrors;  // at most one a wire
  bool operator==(const Circuit&) const = default;
};

}  // namespace qonvolve
