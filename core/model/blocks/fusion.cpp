// SPDX-License-Identifier: GPL-3.0-or-later
// Where lanes meet: a trainable two-qubit gate, side by side, or the sum of measured values.
#include <algorithm>
#include <string>

#include "core/model/ansatz.h"
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/compile.h"

namespace qonvolve {

namespace {

struct FusionOptions {
  std::string gate = "cartan";
  std::string sharing = "separate";
  std::string keep = "last";
};

/// Outside of lanes a fusion has nothing to do.
Result<void> requireLanes(const EmitContext& context, const std::string& label,
                          const std::string& where) {
  if (context.laneWires().size() + context.laneInputs().size() > 1) return {};
  return Error{where, label + ": there are no lanes here to join.",
               "Add Lanes; it stands at their end."};
}

/// The Cartan part RXX RYY RZZ.
void emitCartan(EmitContext& context, Wire w, Wire s, std::uint32_t& p) {
  for (const GateId gate : {GateId::RXX, GateId::RYY, GateId::RZZ}) {
    context.gate2(gate, w, s, Angle::parameter(p++));
  }
}

/// RY on both, the Cartan part, then RZ and RX of `s` controlled by `w` reading 1 and 0; or, short,
/// the Cartan part and RY of `s` controlled by `w`.
void emitGate(EmitContext& context, const std::string& gate, Wire w, Wire s, std::uint32_t p) {
  if (gate == "short") {
    emitCartan(context, w, s, p);
    context.gate2(GateId::CRY, w, s, Angle::parameter(p));
    return;
  }
  context.gate(GateId::RY, w, Angle::parameter(p++));
  context.gate(GateId::RY, s, Angle::parameter(p++));
  if (gate == "cartan") emitCartan(context, w, s, p);
  context.gate2(GateId::CRZ, w, s, Angle::parameter(p++));
  context.gate(GateId::X, w);
  context.gate2(GateId::CRX, w, s, Angle::parameter(p));
}

std::uint32_t parametersOf(const std::string& gate, const Ansatz* ansatz) {
  if (ansatz != nullptr) return ansatz->parameters;
  return gate == "cartan" ? 7 : 4;
}

/// Lanes that end with values begin a circuit: one qubit and RY(value) for each.
Result<std::vector<std::vector<Wire>>> lanesOnWires(EmitContext& context,
                                                    const std::string& where) {
  if (!context.laneWires().empty()) return context.laneWires();
  const std::uint32_t inputs = context.availableInputs();
  if (auto ok = checkNewCircuit(context, inputs, "Fusion", "8", where); !ok) return ok.error();
  const std::vector<Wire> wires = context.addWires(inputs);
  for (std::uint32_t i = 0; i < inputs; ++i) {
    context.gate(GateId::RY, wires[i], Angle::feature(i));
  }
  std::vector<std::vector<Wire>> lanes;
  auto next = wires.begin();
  for (const std::uint32_t count : context.laneInputs()) {
    lanes.emplace_back(next, next + static_cast<std::ptrdiff_t>(count));
    next += static_cast<std::ptrdiff_t>(count);
  }
  return lanes;
}

Result<void> emitFusion(EmitContext& context, const FusionOptions& options,
                        const std::string& where) {
  if (auto ok = requireLanes(context, "Fusion", where); !ok) return ok;
  const Ansatz* ansatz = ansatzes().find(options.gate);
  auto lanes = lanesOnWires(context, where);
  if (!lanes) return lanes.error();
  const std::uint32_t each = parametersOf(options.gate, ansatz);
  const bool shared = options.sharing == "shared";
  const std::uint32_t channels = context.channels();
  std::vector<Wire> kept = lanes->front();
  std::vector<Wire> left;
  for (std::size_t k = 1; k < lanes->size(); ++k) {
    const std::vector<Wire>& next = (*lanes)[k];
    const std::size_t pairs = std::min(kept.size(), next.size());
    std::uint32_t parameter =
        context.addParameters(each * static_cast<std::uint32_t>(shared ? 1 : pairs));
    for (std::size_t i = 0; i < pairs; ++i) {
      if (ansatz != nullptr) {
        for (const Op& op : instantiate(*ansatz, kept[i], next[i], parameter)) context.add(op);
      } else {
        emitGate(context, options.gate, kept[i], next[i], parameter);
      }
      left.push_back(kept[i]);
      if (!shared) parameter += each;
    }
    // Qubits without a partner go on beside the others.
    std::vector<Wire> joined = next;
    joined.insert(joined.end(), kept.begin() + static_cast<std::ptrdiff_t>(pairs), kept.end());
    kept = std::move(joined);
  }
  if (options.keep == "last") context.discard(left);
  context.setChannels(kept.size() % channels == 0 ? channels : 1);
  return {};
}

}  // namespace

BlockType fusionBlock() {
  std::vector<Option> gates = {
      {"cartan", "Cartan",
       "RY on both, RXX RYY RZZ, then RZ and RX controlled by the first: 7 parameters."},
      {"controlled", "Controlled rotations", "The same without RXX RYY RZZ: 4 parameters."},
      {"short", "Cartan and CRY", "RXX RYY RZZ, then RY controlled by the first: 4 parameters."}};
  for (const Option& option : ansatzes().options()) gates.push_back(option);
  Schema<FusionOptions> schema;
  schema
      .choice("gate", &FusionOptions::gate, std::move(gates),
              {.label = "Gate", .help = "What acts on each pair of qubits of two lanes."})
      .choice("sharing", &FusionOptions::sharing,
              {{"separate", "Separate", "Every pair has its own parameters."},
               {"shared", "Shared", "All pairs use the same parameters."}},
              {.label = "Weights", .help = "Whether the pairs share parameters."})
      .choice("keep", &FusionOptions::keep,
              {{"last", "Last lane", "The qubits of the other lanes are ignored from here on."},
               {"all", "All lanes", "All qubits go on."}},
              {.label = "Keep", .help = "Which qubits go on."});
  return makeBlockType(
      {.id = "fusion",
       .label = "Fusion",
       .category = "Fusion",
       .summary = "A trainable gate joins the lanes, qubit by qubit.",
       .help = "Pairs qubit i of the first lane (w) with qubit i of the next (s): RY(θ0) on w, "
               "RY(θ1) on s, RXX(θ2) RYY(θ3) RZZ(θ4), then CRZ(θ5), X on w, CRX(θ6). θ2=θ3=θ4=0 "
               "leaves the state of s alone; π/2 for all three is a SWAP up to a phase, so the "
               "first lane takes over; between them a partial SWAP mixes the two. More than two "
               "lanes are joined one after another. Values are encoded by RY first.",
       .paper = "Zhang, Vala, Sastry, Whaley, arXiv:quant-ph/0209120 (Cartan part); Chen, Fang, "
                "arXiv:2405.13515 (multi-scale fusion)"},
      std::move(schema), emitFusion);
}

BlockType joinBlock() {
  return makeBlockType(
      {.id = "join",
       .label = "Side by side",
       .category = "Fusion",
       .summary = "The lanes go on together, without a gate.",
       .help = "All qubits of the lanes, or all their values, in the order of the lanes.",
       .paper = "Chen, Fang, arXiv:2405.13515 (two branches)"},
      Schema<NoOptions>{},
      [](EmitContext& context, const NoOptions&, const std::string& where) -> Result<void> {
        return requireLanes(context, "Side by side", where);
      });
}

BlockType addBlock() {
  return makeBlockType(
      {.id = "add",
       .label = "Add",
       .category = "Fusion",
       .summary = "The sum of what the lanes measured.",
       .help = "y_i = sum over the lanes of their i-th value; classical, without parameters.",
       .paper = "Chen, Fang, arXiv:2405.13515"},
      Schema<NoOptions>{},
      [](EmitContext& context, const NoOptions&, const std::string& where) -> Result<void> {
        if (auto ok = requireLanes(context, "Add", where); !ok) return ok;
        const std::vector<std::uint32_t> counts = context.laneInputs();
        if (counts.empty()) {
          return Error{where, "Add: the lanes end with qubits, which are not measured yet.",
                       "Put Measure at the end of each lane, or use Fusion."};
        }
        for (const std::uint32_t count : counts) {
          if (count == counts.front()) continue;
          return Error{where,
                       "Add: the lanes end with different numbers of values, " +
                           std::to_string(counts.front()) + " and " + std::to_string(count) + ".",
                       "Make them end with the same number, or use Side by side."};
        }
        const std::uint32_t channels = context.channels();
        context.addNode({.kind = ClassicalNode::Kind::Add,
                         .outputs = counts.front(),
                         .groups = static_cast<std::uint32_t>(counts.size())});
        context.setChannels(counts.front() % channels == 0 ? channels : 1);
        return {};
      });
}

}  // namespace qonvolve
