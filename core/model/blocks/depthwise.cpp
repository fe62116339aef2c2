// SPDX-License-Identifier: GPL-3.0-or-later
// Depthwise convolution along the positions, channel by channel: on qubits, and on measured values.
#include "core/model/ansatz.h"
#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"
#include "core/model/blocks/words.h"

namespace qonvolve {

namespace {

struct DepthwiseOptions {
  std::string ansatz = "ry_cx";
  std::string sharing = "channel";
  std::int64_t stride = 1;
};

struct ValuesOptions {
  std::int64_t kernel = 3;
  std::int64_t depth = 1;
  std::int64_t stride = 1;
  std::string sharing = "shared";
};

Result<void> emitDepthwise(EmitContext& context, const DepthwiseOptions& options,
                           const std::string& where) {
  const std::string label = "Depthwise convolution";
  if (auto ok = requireWires(context, 1, label, where); !ok) return ok;
  const auto ansatz = ansatzes().require(options.ansatz, where + "/options/ansatz");
  if (!ansatz) return ansatz.error();
  const std::uint32_t channels = context.channels();
  const std::vector<Wire> wires = context.wires();
  const std::size_t positions = wires.size() / channels;
  if (positions < 2) {
    return Error{where, label + ": one position is left; it joins neighbouring positions.",
                 "Remove it, or move it up to where more positions are left."};
  }
  const std::uint32_t each = (*ansatz)->parameters;
  const bool shared = options.sharing == "shared";
  const std::uint32_t first = context.addParameters(each * (shared ? 1 : channels));
  const auto stride = static_cast<std::size_t>(options.stride);
  for (std::uint32_t c = 0; c < channels; ++c) {
    for (std::size_t start = 0; start < 2; ++start) {
      for (std::size_t t = start; t + 1 < positions; t += 2) {
        if (t % stride != 0) continue;
        for (const Op& op :
             instantiate(**ansatz, wires[t * channels + c], wires[(t + 1) * channels + c],
                         first + (shared ? 0 : c * each))) {
          context.add(op);
        }
      }
    }
  }
  return {};
}

/// arXiv:2405.13515 and its code: H and RY(x) on every wire; CNOTs along the chain and RY on every
/// wire, `depth` times; the sum of all <Z>. `own` makes the angle of a parameter of the kernel.
template <class OwnAngle>
Circuit kernelCircuit(std::uint32_t kernel, std::int64_t depth, const OwnAngle& own) {
  Circuit circuit = emptyCircuit(kernel, kernel);
  for (Wire k = 0; k < kernel; ++k) circuit.ops.push_back(gateOn(GateId::H, k));
  for (Wire k = 0; k < kernel; ++k) {
    circuit.ops.push_back(gateOn(GateId::RY, k, Angle::feature(k)));
  }
  std::uint32_t parameter = 0;
  for (std::int64_t layer = 0; layer < depth; ++layer) {
    for (Wire k = 0; k + 1 < kernel; ++k) circuit.ops.push_back(gateOn2(GateId::CX, k, k + 1));
    for (Wire k = 0; k < kernel; ++k) {
      circuit.ops.push_back(gateOn(GateId::RY, k, own(parameter++)));
    }
  }
  Observable sum;
  for (Wire k = 0; k < kernel; ++k) sum.terms.push_back({1, 0, std::uint64_t{1} << k});
  circuit.outputs = {std::move(sum)};
  return circuit;
}

Result<void> emitOnValues(EmitContext& context, const ValuesOptions& options,
                          const std::string& where) {
  const std::string label = "Depthwise convolution of values";
  if (auto ok = requireValues(context, label, "Depthwise convolution", where); !ok) return ok;
  const std::vector<InputRef> values = context.valueRefs();
  const std::uint32_t channels = context.channels();
  const auto kernel = static_cast<std::uint32_t>(options.kernel);
  const auto stride = static_cast<std::uint32_t>(options.stride);
  const auto positions = static_cast<std::uint32_t>(values.size()) / channels;
  if (positions < kernel) {
    return Error{where,
                 label + ": " + counted(positions, "position") + " cannot hold a window of " +
                     std::to_string(kernel) + ".",
                 "Use a smaller kernel, fewer convolutions, or longer texts."};
  }
  const std::uint32_t windows = (positions - kernel) / stride + 1;
  const std::uint32_t each = kernel * static_cast<std::uint32_t>(options.depth);
  const bool shared = options.sharing == "shared";
  const bool full = options.sharing == "full";
  const std::uint32_t kernels = shared ? 1 : full ? channels * channels : channels;
  const std::uint32_t first = context.addParameters(kernels * each);
  // Where there are several kernels, the last input says which of them it is.
  Circuit circuit = kernelCircuit(kernel, options.depth, [&](std::uint32_t parameter) {
    if (shared) return Angle::parameter(first + parameter);
    return Angle{.source = Angle::Source::TokenParameter,
                 .index = first + parameter,
                 .token = kernel,
                 .stride = each};
  });
  if (!shared) ++circuit.inputs;
  std::vector<InputRef> inputs;
  for (std::uint32_t from = 0; from < (full ? channels : 1); ++from) {
    for (std::uint32_t t = 0; t < windows; ++t) {
      for (std::uint32_t c = 0; c < channels; ++c) {
        for (std::uint32_t k = 0; k < kernel; ++k) {
          inputs.push_back(values[(t * stride + k) * channels + (full ? from : c)]);
        }
        if (!shared) inputs.push_back(InputRef::constant(full ? from * channels + c : c));
      }
    }
  }
  std::vector<InputRef> outputs = context.place(std::move(circuit), std::move(inputs));
  if (full) {
    const std::uint32_t count = windows * channels;
    outputs = context.place(ClassicalNode{.kind = ClassicalNode::Kind::Add,
                                          .inputs = channels * count,
                                          .outputs = count,
                                          .groups = channels},
                            std::move(outputs));
  }
  context.pass(outputs, channels);
  return {};
}

}  // namespace

BlockType depthwise() {
  Schema<DepthwiseOptions> schema;
  schema
      .choice("ansatz", &DepthwiseOptions::ansatz, ansatzes().options(),
              {.label = "Circuit", .help = "The two-qubit circuit that acts on every pair."})
      .choice("sharing", &DepthwiseOptions::sharing,
              {{"channel", "Per channel", "Every channel has its own parameters."},
               {"shared", "Shared", "All channels use the same parameters, as published."}},
              {.label = "Weights", .help = "Whether the channels share parameters."})
      .integer("stride", &DepthwiseOptions::stride, 1, 4,
               {.label = "Stride", .help = "Pairs begin at every stride-th position."});
  return makeBlockType(
      {.id = "depthwise",
       .label = "Depthwise convolution",
       .category = "Convolution",
       .summary = "One trainable two-qubit circuit along the positions, channel by channel.",
       .help = "In each channel, U(θ) on the positions (0,1), (2,3), ..., then (1,2), (3,4), ...; "
               "channels do not touch each other, which is what saves parameters and gates. "
               "Qubits without channels are positions of one channel.",
       .paper = "Our design, after Chen, Fang, arXiv:2405.13515"},
      std::move(schema), emitDepthwise);
}

BlockType depthwiseOfValues() {
  Schema<ValuesOptions> schema;
  schema
      .integer("kernel", &ValuesOptions::kernel, 2, 8,
               {.label = "Kernel", .help = "Positions in a window, and qubits of its circuit."})
      .integer("depth", &ValuesOptions::depth, 1, 20,
               {.label = "Depth", .help = "Rounds of CNOTs and RY; kernel parameters each."})
      .integer("stride", &ValuesOptions::stride, 1, 8,
               {.label = "Stride", .help = "Positions from one window to the next."})
      .choice("sharing", &ValuesOptions::sharing,
              {{"shared", "Shared", "One kernel for all channels, as published."},
               {"channel", "Per channel", "Every channel has its own kernel."},
               {"full", "Standard convolution",
                "A kernel for each pair of an input and an output channel, summed over inputs: the "
                "ablation that depthwise convolution is measured against."}},
              {.label = "Weights", .help = "How many kernels there are."});
  return makeBlockType(
      {.id = "depthwise_values",
       .label = "Depthwise convolution of values",
       .category = "Convolution",
       .summary = "A small circuit slides along the measured values, channel by channel.",
       .help = "For each channel and each window of K positions: H and RY(x_k) on K qubits, then d "
               "times CNOTs along the chain and RY(θ) on each; the output is Σ⟨Z⟩, between −K and "
               "K. T positions become (T − K)/stride + 1.",
       .paper = "Chen, Fang, arXiv:2405.13515"},
      std::move(schema), emitOnValues);
}

}  // namespace qonvolve
