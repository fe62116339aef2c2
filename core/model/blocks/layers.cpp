// SPDX-License-Identifier: GPL-3.0-or-later
// Layers of rotations on every qubit and entangling gates between neighbours, fixed or random.
#include <array>

#include "core/base/rng.h"
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

struct EntanglerOptions {
  std::string entangler = "cz";
  std::string boundary = "open";
  std::int64_t layers = 2;
  bool perQubit = false;
};

struct LayersOptions : EntanglerOptions {
  std::string rotations = "ry_rz";
  bool mirrored = false;
};

struct RandomOptions : EntanglerOptions {
  std::int64_t seed = 7;
};

struct Entangler {
  Option option;
  GateId gate;
};

const std::array<Entangler, 4>& entanglers() {
  static const std::array<Entangler, 4> kEntanglers = {{
      {{"cz", "CZ", "Controlled Z."}, GateId::CZ},
      {{"cx", "CX", "Controlled X, the lower qubit is the target."}, GateId::CX},
      {{"rzz", "RZZ", "A trainable ZZ rotation."}, GateId::RZZ},
      {{"rxx", "RXX", "A trainable XX rotation."}, GateId::RXX},
  }};
  return kEntanglers;
}

struct Rotations {
  Option option;
  std::vector<GateId> gates;
};

const std::vector<Rotations>& rotationKinds() {
  static const std::vector<Rotations> kKinds = {
      {{"rx", "RX", "One rotation."}, {GateId::RX}},
      {{"ry", "RY", "One rotation: real amplitudes."}, {GateId::RY}},
      {{"rz", "RZ", "One rotation; with RXX these are free fermions."}, {GateId::RZ}},
      {{"rx_ry", "RX RY", "Two rotations."}, {GateId::RX, GateId::RY}},
      {{"ry_rx", "RY RX", "Two rotations."}, {GateId::RY, GateId::RX}},
      {{"rx_rz", "RX RZ", "Two rotations."}, {GateId::RX, GateId::RZ}},
      {{"ry_rz", "RY RZ", "Two rotations."}, {GateId::RY, GateId::RZ}},
      {{"rx_ry_rz", "RX RY RZ", "Any rotation."}, {GateId::RX, GateId::RY, GateId::RZ}},
  };
  return kKinds;
}

/// A layer under construction: its operations and how many parameters they have.
struct Layer {
  std::vector<Op> ops;
  std::uint32_t parameters = 0;

  void rotate(GateId gate, Wire wire) {
    ops.push_back({.gate = gate, .wires = {wire}, .angles = {Angle::parameter(parameters++)}});
  }
  void entangle(const std::vector<Wire>& wires, const EntanglerOptions& options) {
    if (options.entangler == "none") return;
    const auto& kinds = entanglers();
    const auto kind = std::find_if(kinds.begin(), kinds.end(), [&](const Entangler& each) {
      return each.option.id == options.entangler;
    });
    const auto join = [&](Wire a, Wire b) {
      Op op{.gate = kind->gate, .wires = {a, b}};
      if (gateInfo(kind->gate).angles > 0) op.angles[0] = Angle::parameter(parameters++);
      ops.push_back(op);
    };
    for (std::size_t i = 0; i + 1 < wires.size(); ++i) join(wires[i], wires[i + 1]);
    if (options.boundary == "periodic" && wires.size() > 2) join(wires.back(), wires.front());
  }
  void emit(EmitContext& context) const {
    const std::uint32_t first = context.addParameters(parameters);
    for (Op op : ops) {
      for (Angle& angle : op.angles) {
        if (angle.source == Angle::Source::Parameter) angle.index += first;
      }
      context.add(op);
    }
  }
};

std::int64_t layerCount(const EmitContext& context, const EntanglerOptions& options) {
  return options.layers *
         (options.perQubit ? static_cast<std::int64_t>(context.wires().size()) : 1);
}

Result<void> emitLayers(EmitContext& context, const LayersOptions& options,
                        const std::string& where) {
  if (auto ok = requireWires(context, 1, "Layers", where); !ok) return ok;
  for (std::int64_t l = 0; l < layerCount(context, options); ++l) {
    Layer layer;
    for (const Rotations& kind : rotationKinds()) {
      if (kind.option.id != options.rotations) continue;
      for (const GateId gate : kind.gates) {
        for (const Wire wire : context.wires()) layer.rotate(gate, wire);
      }
    }
    layer.entangle(context.wires(), options);
    if (options.mirrored) {
      for (const Op& op : mirrorImage(layer.ops, layer.parameters)) layer.ops.push_back(op);
      layer.parameters *= 2;
    }
    layer.emit(context);
  }
  return {};
}

Result<void> emitRandom(EmitContext& context, const RandomOptions& options,
                        const std::string& where) {
  if (auto ok = requireWires(context, 1, "Random layers", where); !ok) return ok;
  constexpr std::array<GateId, 3> kAxes = {GateId::RX, GateId::RY, GateId::RZ};
  Rng rng = Rng(static_cast<std::uint64_t>(options.seed)).stream("axes");
  for (std::int64_t l = 0; l < layerCount(context, options); ++l) {
    Layer layer;
    for (const Wire wire : context.wires()) layer.rotate(kAxes[rng.below(3)], wire);
    layer.entangle(context.wires(), options);
    layer.emit(context);
  }
  return {};
}

template <class Options>
void addCommon(Schema<Options>& schema) {
  std::vector<Option> kinds;
  for (const Entangler& each : entanglers()) kinds.push_back(each.option);
  kinds.push_back({"none", "None", "The qubits stay apart."});
  schema
      .choice("entangler", &Options::entangler, std::move(kinds),
              {.label = "Entangler", .help = "The gate on neighbouring qubits."})
      .choice("boundary", &Options::boundary,
              {{"open", "Open", "A chain with two ends."},
               {"periodic", "Periodic", "The last qubit is a neighbour of the first."}},
              {.label = "Boundary", .help = "Whether the qubits form a ring."})
      .integer("layers", &Options::layers, 1, 200,
               {.label = "Layers", .help = "Repetitions, each with parameters of its own."})
      .boolean("per_qubit", &Options::perQubit,
               {.label = "Layers per qubit",
                .help = "Depth grows with width: as many layers for each qubit."});
}

}  // namespace

BlockType layersBlock() {
  std::vector<Option> kinds;
  for (const Rotations& kind : rotationKinds()) kinds.push_back(kind.option);
  Schema<LayersOptions> schema;
  schema.choice("rotations", &LayersOptions::rotations, std::move(kinds),
                {.label = "Rotations", .help = "The trainable gates on each qubit."});
  addCommon(schema);
  schema.boolean("mirrored", &LayersOptions::mirrored,
                 {.label = "Mirrored",
                  .help = "Each layer is followed by its mirror image with parameters of its own, "
                          "so that identity blocks can start it as the identity."});
  return makeBlockType(
      {.id = "layers",
       .label = "Layers",
       .category = "Convolution",
       .summary = "Rotations on every qubit, then entangling gates: a hardware-efficient circuit.",
       .help = "Each layer turns every qubit and joins neighbours (0,1), (1,2), ... All angles are "
               "parameters of their own. Deep ones come close to random circuits, whose gradients "
               "vanish with every added qubit; RZ with RXX is the exception: free fermions.",
       .paper = "Kandala et al., arXiv:1704.05018"},
      std::move(schema), emitLayers);
}

BlockType randomLayers() {
  Schema<RandomOptions> schema;
  addCommon(schema);
  schema.integer("seed", &RandomOptions::seed, 0, 1'000'000'000,
                 {.label = "Seed", .help = "Decides the axes. A plateau scan draws them anew."});
  return makeBlockType(
      {.id = "random_layers",
       .label = "Random layers",
       .category = "Convolution",
       .summary = "Rotations about random axes and entangling gates: the barren plateau itself.",
       .help = "Each layer turns every qubit about X, Y or Z, drawn at random, and joins "
               "neighbours. After RY(π/4) on every qubit (Plain start) this is the circuit in "
               "which barren plateaus were found.",
       .paper = "McClean et al., arXiv:1803.11173"},
      std::move(schema), emitRandom);
}

}  // namespace qonvolve
