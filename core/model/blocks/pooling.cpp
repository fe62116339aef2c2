// SPDX-License-Identifier: GPL-3.0-or-later
// The pooling: half of the qubits act on their neighbours and are then ignored.
#include <array>
#include <numbers>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

constexpr double kPi = std::numbers::pi;

struct PoolingOptions {
  std::string kind = "zx";
  std::string keep = "first";
  std::string sharing = "shared";
};

/// One way of pooling: what the discarded qubit `c` does to the kept qubit `t`.
struct PoolingKind {
  Option option;
  std::uint32_t parameters;
  void (*emit)(EmitContext&, Wire c, Wire t, std::uint32_t p);
};

Angle theta(std::uint32_t index) {
  return Angle::parameter(index);
}

const std::array<PoolingKind, 6>& poolingKinds() {
  static const std::array<PoolingKind, 6> kKinds = {{
      {{"zx", "ZX", "CRZ, X on the control, CRX: RZ if it reads 1, RX if it reads 0."},
       2,
       [](EmitContext& context, Wire c, Wire t, std::uint32_t p) {
         context.gate2(GateId::CRZ, c, t, theta(p));
         context.gate(GateId::X, c);
         context.gate2(GateId::CRX, c, t, theta(p + 1));
       }},
      {{"generalized", "Generalized",
        "Controlled U3, X on the control, controlled U3: any "
        "rotation for each outcome."},
       6,
       [](EmitContext& context, Wire c, Wire t, std::uint32_t p) {
         context.gate2(GateId::CU3, c, t, theta(p), theta(p + 1), theta(p + 2));
         context.gate(GateId::X, c);
         context.gate2(GateId::CU3, c, t, theta(p + 3), theta(p + 4), theta(p + 5));
       }},
      {{"trivial", "Trivial", "No gate: the qubit is ignored."},
       0,
       [](EmitContext&, Wire, Wire, std::uint32_t) {}},
      {{"crot", "Controlled rotation", "CRZ, CRY, CRZ: a rotation if the qubit reads 1."},
       3,
       [](EmitContext& context, Wire c, Wire t, std::uint32_t p) {
         context.gate2(GateId::CRZ, c, t, theta(p));
         context.gate2(GateId::CRY, c, t, theta(p + 1));
         context.gate2(GateId::CRZ, c, t, theta(p + 2));
       }},
      {{"measure", "Measure and condition",
        "Measure the qubit; U3 on the neighbour if it reads "
        "1. The same physics as a controlled U3."},
       3,
       [](EmitContext& context, Wire c, Wire t, std::uint32_t p) {
         context.add({.gate = GateId::CU3,
                      .wires = {c, t, 0},
                      .angles = {theta(p), theta(p + 1), theta(p + 2)},
                      .measured = true});
       }},
      {{"qiskit", "Three-angle", "RZ(−π/2) CX RZ RY CX RY, as in the Qiskit QCNN tutorial."},
       3,
       [](EmitContext& context, Wire c, Wire t, std::uint32_t p) {
         context.gate(GateId::RZ, t, Angle::constant(-kPi / 2));
         context.gate2(GateId::CX, t, c);
         context.gate(GateId::RZ, c, theta(p));
         context.gate(GateId::RY, t, theta(p + 1));
         context.gate2(GateId::CX, c, t);
         context.gate(GateId::RY, t, theta(p + 2));
       }},
  }};
  return kKinds;
}

Result<void> emitPooling(EmitContext& context, const PoolingOptions& options,
                         const std::string& where) {
  if (auto ok = requireWires(context, 2, "Pooling", where); !ok) return ok;
  const PoolingKind* kind = nullptr;
  for (const PoolingKind& candidate : poolingKinds()) {
    if (candidate.option.id == options.kind) kind = &candidate;
  }
  const std::vector<Wire> wires = context.wires();
  const std::size_t pairs = wires.size() / 2;
  const bool shared = options.sharing == "shared";
  const auto copies = static_cast<std::uint32_t>(shared ? 1 : pairs);
  std::uint32_t parameter =
      kind->parameters == 0 ? 0 : context.addParameters(copies * kind->parameters);
  std::vector<Wire> discarded;
  for (std::size_t i = 0; i < pairs; ++i) {
    Wire c = wires[2 * i + 1];
    Wire t = wires[2 * i];
    if (options.keep == "second") std::swap(c, t);
    kind->emit(context, c, t, parameter);
    if (!shared) parameter += kind->parameters;
    discarded.push_back(c);
  }
  context.discard(discarded);
  return {};
}

}  // namespace

BlockType pooling() {
  std::vector<Option> kinds;
  for (const PoolingKind& kind : poolingKinds()) kinds.push_back(kind.option);
  Schema<PoolingOptions> schema;
  schema
      .choice("kind", &PoolingOptions::kind, std::move(kinds),
              {.label = "Gates", .help = "What the discarded qubit does to the one that is kept."})
      .choice("keep", &PoolingOptions::keep,
              {{"first", "First", "Of each pair the first qubit stays."},
               {"second", "Second", "Of each pair the second qubit stays."}},
              {.label = "Keep", .help = "Which qubit of each pair goes on."})
      .choice("sharing", &PoolingOptions::sharing,
              {{"shared", "Shared", "All pairs use the same parameters."},
               {"separate", "Separate", "Every pair has its own parameters."}},
              {.label = "Weights", .help = "Whether the pairs share parameters."});
  return makeBlockType(
      {.id = "pooling",
       .label = "Pooling",
       .category = "Pooling",
       .summary = "Halves the number of qubits.",
       .help = "Of each pair of qubits one controls a trainable rotation of the other and is then "
               "ignored, which is the same as measuring it and rotating on the outcome: n qubits "
               "become ceil(n/2). An unpaired last qubit stays.",
       .paper = "Cong, Choi, Lukin, arXiv:1810.03787; Hur, Kim, Park, arXiv:2108.00661; Kim, Huh, "
                "Park, arXiv:2208.14708 (generalized)"},
      std::move(schema), emitPooling);
}

}  // namespace qonvolve
