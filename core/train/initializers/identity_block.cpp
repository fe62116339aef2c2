// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks whose second half undoes the first, so that they begin as the identity.
#include <algorithm>
#include <numbers>
#include <optional>
#include <vector>

#include "core/train/initializers/initializers.h"

namespace qonvolve {

namespace {

struct IdentityOptions {
  double low = 0;
  double high = 2 * std::numbers::pi;
};

/// Parameter `mirror` is minus parameter `original`.
struct Mirrored {
  std::uint32_t original = 0;
  std::uint32_t mirror = 0;
};

// Whether the inverse of the gate is the gate itself with the opposite angles.
bool undoneByOpposite(const GateInfo& gate) {
  if (gate.angles > 0) return gate.angles != 2;  // all rotations; U2 is none
  const std::size_t size = std::size_t{1} << gate.wires;
  std::vector<Complex> u(size * size);
  gateMatrix(gate.id, {}, u);
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 0; j < size; ++j) {
      Complex entry = i == j ? -1 : 0;
      for (std::size_t k = 0; k < size; ++k) entry += u[i * size + k] * u[k * size + j];
      if (std::abs(entry) > 1e-12) return false;
    }
  }
  return true;
}

bool isPlain(const Angle& angle) {
  return angle.source == Angle::Source::Parameter && angle.scale == 1 && angle.offset == 0;
}

// The pairs that make `b` the inverse of `a`; nothing if it cannot be.
std::optional<std::vector<Mirrored>> inversePair(const Op& a, const Op& b) {
  const GateInfo& gate = gateInfo(a.gate);
  if (a.gate != b.gate || !undoneByOpposite(gate) ||
      !std::equal(a.wires.begin(), a.wires.begin() + gate.wires, b.wires.begin())) {
    return {};
  }
  std::vector<Mirrored> pairs;
  for (std::size_t k = 0; k < gate.angles; ++k) {
    const Angle& first = a.angles[k];
    // U3(t, p, l) is undone by U3(-t, -l, -p).
    const Angle& second = b.angles[gate.angles == 3 && k > 0 ? 3 - k : k];
    if (isPlain(first) && isPlain(second) && first.index != second.index) {
      pairs.push_back({first.index, second.index});
    } else if (first.source != Angle::Source::Constant ||
               second != Angle::constant(-first.offset)) {
      return {};
    }
  }
  return pairs;
}

// The shortest stretch from `first` on whose second half can undo its first: its length, with the
// pairs appended; 0 if there is none before `end`.
std::size_t findBlock(const std::vector<Op>& ops, std::size_t first, std::size_t end,
                      std::vector<Mirrored>& pairs) {
  for (std::size_t length = 2; first + length <= end; length += 2) {
    std::vector<Mirrored> found;
    bool fits = true;
    for (std::size_t i = 0; fits && i < length / 2; ++i) {
      const auto pair = inversePair(ops[first + i], ops[first + length - 1 - i]);
      fits = pair.has_value();
      if (fits) found.insert(found.end(), pair->begin(), pair->end());
    }
    if (!fits || found.empty()) continue;
    pairs.insert(pairs.end(), found.begin(), found.end());
    return length;
  }
  return 0;
}

std::vector<Mirrored> mirroredParameters(const Model& model) {
  std::vector<Mirrored> pairs;
  for (const BlockSpan& span : model.spans) {
    if (span.parameterCount == 0 || span.stage >= model.stages.size()) continue;
    const auto* circuit = std::get_if<Circuit>(&model.stages[span.stage].stage);
    if (circuit == nullptr) continue;
    const std::size_t end = std::size_t{span.firstOp} + span.opCount;
    for (std::size_t at = span.firstOp; at < end;) {
      const std::size_t length = findBlock(circuit->ops, at, end, pairs);
      if (length == 0) break;
      at += length;
    }
  }
  return pairs;
}

Result<void> drawIdentity(const IdentityOptions& options, const InitContext& context,
                          std::span<double> parameters, const std::string& where) {
  const std::vector<Mirrored> pairs = mirroredParameters(context.model);
  if (pairs.empty() && !context.model.stages.empty()) {
    return Error{where,
                 "Identity blocks need layers whose second half mirrors the first; this design has "
                 "none.",
                 "Turn on Mirrored in a Convolution, or use Zhang."};
  }
  Rng rng = context.rng;
  for (double& value : parameters) value = rng.uniform(options.low, options.high);
  for (const Mirrored& pair : pairs) parameters[pair.mirror] = -parameters[pair.original];
  return {};
}

}  // namespace

InitializerType identityBlockInitializer() {
  return makeInitializerType(
      {.id = "identity_block",
       .label = "Identity blocks",
       .category = "Against plateaus",
       .summary = "Each mirrored layer begins as the identity.",
       .help =
           "The first half of each mirrored layer is drawn evenly, the second half gets the "
           "opposite angles in reverse order, so that the layer does nothing at first; after one "
           "step the halves go their own ways. Other parameters are drawn evenly.",
       .paper = "Grant et al., Quantum 3 (2019) 214, arXiv:1903.05076"},
      Schema<IdentityOptions>{}
          .real("low", &IdentityOptions::low, -1000, 1000,
                {.label = "From", .help = "Lower end of the interval.", .unit = "rad"})
          .real("high", &IdentityOptions::high, -1000, 1000,
                {.label = "To", .help = "Upper end of the interval.", .unit = "rad"}),
      drawIdentity);
}

}  // namespace qonvolve
