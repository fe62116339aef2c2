// SPDX-License-Identifier: GPL-3.0-or-later
// Encodings with one or two features a qubit: basis, angle, dense angle.
#include <numbers>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

constexpr double kPi = std::numbers::pi;

struct AngleOptions {
  std::string axis = "ry";
};

struct DenseAngleOptions {
  std::string definition = "hur";
};

}  // namespace

BlockType basisEncoding() {
  const std::string label = "Basis encoding";
  return makeBlockType(
      {.id = "basis",
       .label = label,
       .category = "Encoding",
       .summary = "One bit a qubit: |1⟩ where the feature is 1.",
       .help = "|x⟩ = |x_(n-1) ... x_1 x_0⟩, qubit j holds bit j. Features must be 0 or 1: the "
               "qubit is turned by RY(π x), so other values give a superposition.",
       .paper = "Schuld, Petruccione, Machine Learning with Quantum Computers (2021), chapter 4"},
      Schema<NoOptions>(),
      [label](EmitContext& context, const NoOptions&, const std::string& where) -> Result<void> {
        const std::uint32_t n = context.availableInputs();
        if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        for (const Wire wire : context.addWires(n)) {
          context.gate(GateId::RY, wire, Angle::feature(wire, kPi));
        }
        return {};
      });
}

BlockType angleEncoding() {
  const std::string label = "Angle encoding";
  Schema<AngleOptions> schema;
  schema.choice("axis", &AngleOptions::axis,
                {{"rx", "RX", "Turns about X."},
                 {"ry", "RY", "Turns about Y: real amplitudes."},
                 {"rz", "RZ", "A Hadamard first, then turns about Z."}},
                {.label = "Axis", .help = "The rotation that a feature drives."});
  return makeBlockType(
      {.id = "angle",
       .label = label,
       .category = "Encoding",
       .summary = "One feature a qubit, as a rotation angle.",
       .help = "R(x_j) on qubit j; with RY: cos(x_j/2)|0⟩ + sin(x_j/2)|1⟩. Features in radians, "
               "usually scaled to [0, π]. RZ is preceded by a Hadamard, because it does nothing "
               "to |0⟩.",
       .paper = "Hur, Kim, Park, arXiv:2108.00661, section 3"},
      std::move(schema),
      [label](EmitContext& context, const AngleOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t n = context.availableInputs();
        if (auto ok = checkNewCircuit(context, n, label, "8 features", where); !ok) return ok;
        const GateId gate = options.axis == "rx"   ? GateId::RX
                            : options.axis == "ry" ? GateId::RY
                                                   : GateId::RZ;
        for (const Wire wire : context.addWires(n)) {
          if (gate == GateId::RZ) context.gate(GateId::H, wire);
          context.gate(gate, wire, Angle::feature(wire));
        }
        return {};
      });
}

BlockType denseAngleEncoding() {
  const std::string label = "Dense angle encoding";
  Schema<DenseAngleOptions> schema;
  schema.choice("definition", &DenseAngleOptions::definition,
                {{"hur", "RX then RY", "RX(x_j) then RY(x_(n+j)) on qubit j."},
                 {"larose", "Amplitude and phase",
                  "cos(π x_(2j))|0⟩ + exp(2 π i x_(2j+1)) sin(π x_(2j))|1⟩ on qubit j."}},
                {.label = "Definition", .help = "How a pair of features turns its qubit."});
  return makeBlockType(
      {.id = "dense_angle",
       .label = label,
       .category = "Encoding",
       .summary = "Two features a qubit, as two rotation angles.",
       .help = "n qubits hold 2n features. RX then RY pairs feature j with feature n + j, in "
               "radians. Amplitude and phase pairs neighbours and expects features in [0, 1].",
       .paper = "Hur, Kim, Park, arXiv:2108.00661, section 3; LaRose, Coyle, arXiv:2003.01695"},
      std::move(schema),
      [label](EmitContext& context, const DenseAngleOptions& options,
              const std::string& where) -> Result<void> {
        const std::uint32_t inputs = context.availableInputs();
        if (inputs % 2 != 0) {
          return Error{where,
                       label + ": " + counted(inputs, "feature") +
                           " cannot be paired; an even number is needed.",
                       "Add PCA or feature selection to " + std::to_string(inputs + 1) + " or " +
                           std::to_string(inputs > 2 ? inputs - 1 : 2) +
                           " features before it, or use Angle encoding."};
        }
        const std::uint32_t n = inputs / 2;
        if (auto ok = checkNewCircuit(context, n, label, "16 features", where); !ok) return ok;
        for (const Wire wire : context.addWires(n)) {
          if (options.definition == "hur") {
            context.gate(GateId::RX, wire, Angle::feature(wire));
            context.gate(GateId::RY, wire, Angle::feature(n + wire));
          } else {
            context.gate(GateId::RY, wire, Angle::feature(2 * wire, 2 * kPi));
            context.gate(GateId::P, wire, Angle::feature(2 * wire + 1, 2 * kPi));
          }
        }
        return {};
      });
}

}  // namespace qonvolve
