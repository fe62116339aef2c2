// SPDX-License-Identifier: GPL-3.0-or-later
// Self-attention whose queries, keys and values are measured circuits.
#include <algorithm>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

using Kind = ClassicalNode::Kind;

struct AttentionOptions {
  std::string kind = "gaussian";
  std::int64_t qubits = 0;
  std::int64_t layers = 1;
};

/// How one kind reads a position of d values: a circuit that encodes them and takes parameters, and
/// what is measured of it as query or key, and as value.
struct Reading {
  std::uint32_t wires = 0;
  std::uint32_t parameters = 0;
  std::vector<Op> (*ops)(std::uint32_t wires, std::uint32_t width, std::int64_t layers,
                         std::uint32_t parameter) = nullptr;
  std::vector<Observable> query;
  std::vector<Observable> value;
};

void encode(std::vector<Op>& ops, GateId gate, std::uint32_t wires, std::uint32_t first) {
  for (Wire k = 0; k < wires; ++k) ops.push_back(gateOn(gate, k, Angle::feature(first + k)));
}

/// Returns the next parameter.
std::uint32_t turn(std::vector<Op>& ops, GateId gate, std::uint32_t wires, std::uint32_t first) {
  for (Wire k = 0; k < wires; ++k) ops.push_back(gateOn(gate, k, Angle::parameter(first + k)));
  return first + wires;
}

void chain(std::vector<Op>& ops, std::uint32_t wires) {
  for (Wire k = 0; k + 1 < wires; ++k) ops.push_back(gateOn2(GateId::CX, k, k + 1));
}

/// arXiv:2205.05625, figure 2: H, then the template RX RY [CNOT chain, RY]... twice: with the d
/// values, then with parameters.
std::vector<Op> gaussianOps(std::uint32_t n, std::uint32_t width, std::int64_t layers,
                            std::uint32_t p) {
  std::vector<Op> ops;
  for (Wire k = 0; k < n; ++k) ops.push_back(gateOn(GateId::H, k));
  encode(ops, GateId::RX, n, 0);
  encode(ops, GateId::RY, n, n);
  for (std::uint32_t first = 2 * n; first < width; first += n) {
    chain(ops, n);
    encode(ops, GateId::RY, n, first);
  }
  p = turn(ops, GateId::RX, n, p);
  p = turn(ops, GateId::RY, n, p);
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    chain(ops, n);
    p = turn(ops, GateId::RY, n, p);
  }
  return ops;
}

/// arXiv:2403.02871: RX(x), layers of RZZ between neighbours and RY, RX(x).
std::vector<Op> overlapOps(std::uint32_t n, std::uint32_t /*width*/, std::int64_t layers,
                           std::uint32_t p) {
  std::vector<Op> ops;
  encode(ops, GateId::RX, n, 0);
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    for (Wire k = 0; k + 1 < n; ++k) {
      ops.push_back(gateOn2(GateId::RZZ, k, k + 1, Angle::parameter(p++)));
    }
    p = turn(ops, GateId::RY, n, p);
  }
  encode(ops, GateId::RX, n, 0);
  return ops;
}

/// arXiv:2110.06510: RX(x), layers of RX and CNOTs around the ring (one on two wires).
std::vector<Op> softmaxOps(std::uint32_t n, std::uint32_t /*width*/, std::int64_t layers,
                           std::uint32_t p) {
  std::vector<Op> ops;
  encode(ops, GateId::RX, n, 0);
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    p = turn(ops, GateId::RX, n, p);
    chain(ops, n);
    if (n > 2) ops.push_back(gateOn2(GateId::CX, n - 1, 0));
  }
  return ops;
}

/// Z, Y, X of each wire in turn, again and again, `count` of them.
std::vector<Observable> localPaulis(std::uint32_t wires, std::uint32_t count) {
  std::vector<Observable> outputs;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << (i / 3 % wires);
    const std::uint32_t axis = i % 3;  // Z, Y, X
    outputs.push_back({.terms = {{1, axis > 0 ? bit : 0, axis < 2 ? bit : 0}}});
  }
  return outputs;
}

/// All Pauli products on the first wires but 1: they determine the state there.
std::vector<Observable> allPaulis(std::uint32_t wires) {
  std::vector<Observable> outputs;
  const std::uint64_t count = std::uint64_t{1} << wires;
  for (std::uint64_t x = 0; x < count; ++x) {
    for (std::uint64_t z = 0; z < count; ++z) {
      if (x + z > 0) outputs.push_back({.terms = {{1, x, z}}});
    }
  }
  return outputs;
}

std::vector<InputRef> placeReading(EmitContext& context, const Reading& reading,
                                   const std::vector<InputRef>& values, std::uint32_t width,
                                   std::int64_t layers, const std::string& name,
                                   std::vector<Observable> outputs) {
  context.beginPart(name);
  const std::uint32_t first = context.addParameters(reading.parameters);
  Circuit circuit = emptyCircuit(reading.wires, width);
  circuit.ops = reading.ops(reading.wires, width, layers, first);
  circuit.outputs = std::move(outputs);
  return context.place(std::move(circuit), values);
}

Result<Reading> readingOf(const AttentionOptions& options, std::uint32_t width,
                          const std::string& where) {
  const std::string label = "Self-attention";
  const auto layers = static_cast<std::uint32_t>(options.layers);
  const auto wanted = static_cast<std::uint32_t>(options.qubits);
  const bool gaussian = options.kind == "gaussian";
  const std::uint32_t n = wanted > 0 ? wanted : gaussian ? width / 3 : width;
  if (auto ok = checkWires(n, label, "Use shorter word vectors.", where); !ok) return ok.error();
  const bool fits = gaussian ? n > 0 && width % n == 0 && width / n >= 2 : width == n;
  if (!fits) {
    return Error{where + "/options/qubits",
                 label + ": " + counted(width, "value") + " a position do not fit " +
                     std::to_string(n) + " qubits.",
                 gaussian ? "Gaussian attention needs 2, 3, 4, ... values a qubit."
                          : "This kind of attention needs one value a qubit."};
  }
  if (options.kind == "overlap" && (n < 2 || n > 8)) {
    return Error{
        where,
        label + ": mixed states need 2 to 8 values a position, not " + std::to_string(n) + ".",
        "Change the length of the word vectors, or use another kind."};
  }
  Reading reading;
  reading.wires = n;
  if (gaussian) {
    reading.parameters = n * (layers + 2);
    reading.ops = gaussianOps;
    reading.query = {Observable::pauliZ(0)};
    reading.value = localPaulis(n, width);
  } else {
    const bool overlap = options.kind == "overlap";
    reading.parameters = layers * (overlap ? 2 * n - 1 : n);
    reading.ops = overlap ? overlapOps : softmaxOps;
    reading.query = overlap ? allPaulis(n / 2) : eachZ(firstWires(n));
    reading.value = eachZ(firstWires(n));
  }
  return reading;
}

Result<void> emitAttention(EmitContext& context, const AttentionOptions& options,
                           const std::string& where) {
  if (auto ok = requireValues(context, "Self-attention", "", where); !ok) return ok;
  const std::uint32_t width = context.channels();
  const auto reading = readingOf(options, width, where);
  if (!reading) return reading.error();
  const std::vector<InputRef> values = context.valueRefs();
  const auto positions = static_cast<std::uint32_t>(values.size()) / width;
  std::vector<InputRef> inputs;
  for (const char* name : {"query", "key", "value"}) {
    const bool value = name[0] == 'v';
    const std::vector<InputRef> outputs =
        placeReading(context, *reading, values, width, options.layers, name,
                     value ? reading->value : reading->query);
    inputs.insert(inputs.end(), outputs.begin(), outputs.end());
  }
  const Kind kind = options.kind == "gaussian"  ? Kind::GaussianAttention
                    : options.kind == "overlap" ? Kind::OverlapAttention
                                                : Kind::SoftmaxAttention;
  ClassicalNode node{.kind = kind,
                     .inputs = static_cast<std::uint32_t>(inputs.size()),
                     .outputs = static_cast<std::uint32_t>(values.size()),
                     .groups = positions};
  std::vector<InputRef> attended = context.place(node, std::move(inputs));
  if (options.kind == "softmax") {
    attended =
        placeReading(context, *reading, attended, width, options.layers, "combine", reading->value);
  }
  std::vector<InputRef> both = values;
  both.insert(both.end(), attended.begin(), attended.end());
  context.pass(context.place(ClassicalNode{.kind = Kind::Add,
                                           .inputs = static_cast<std::uint32_t>(both.size()),
                                           .outputs = static_cast<std::uint32_t>(values.size()),
                                           .groups = 2},
                             both),
               width);
  return {};
}

}  // namespace

BlockType attention() {
  Schema<AttentionOptions> schema;
  schema
      .choice("kind", &AttentionOptions::kind,
              {{"gaussian", "Gaussian (QSANN)",
                "Weights exp(−(q − k)²) of one ⟨Z⟩ each; values are ⟨Z⟩, ⟨Y⟩, ⟨X⟩ of the qubits."},
               {"overlap", "Mixed states (QMSAN)",
                "Weights tr(ρσ) of the states of half of the qubits, as a SWAP test measures it."},
               {"softmax", "Softmax (quantum transformer)",
                "Weights softmax(q·k/√n) of n values ⟨Z⟩ each, and a circuit that follows."}},
              {.label = "Similarity", .help = "How much a position listens to another one."})
      .integer("qubits", &AttentionOptions::qubits, 0, 16,
               {.label = "Qubits",
                .help = "Of each circuit. 0: one for each value of a position, with Gaussian "
                        "attention one for three."})
      .integer("layers", &AttentionOptions::layers, 1, 20,
               {.label = "Layers", .help = "Of each circuit, behind the encoding."});
  return makeBlockType(
      {.id = "attention",
       .label = "Self-attention",
       .category = "Sequence",
       .summary = "Every position listens to all others, by measured queries, keys and values.",
       .help = "y_s = x_s + Σ_j α_sj v_j: circuits make a query, a key and a value of every "
               "position, with the same parameters for all; the rows of α sum to 1.",
       .paper = "Li, Zhao, Wang, arXiv:2205.05625; Chen et al., arXiv:2403.02871; Di Sipio, Huang, "
                "Chen, arXiv:2110.06510"},
      std::move(schema), emitAttention);
}

}  // namespace qonvolve
