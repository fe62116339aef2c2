// SPDX-License-Identifier: GPL-3.0-or-later
// The readout: what is measured at the end, and how it tells the classes apart.
#include <algorithm>
#include <bit>

#include "core/model/blocks/blocks.h"
#include "core/model/blocks/common.h"

namespace qonvolve {

namespace {

struct ReadoutOptions {
  std::string kind = "one";
  std::string which = "last";
  double scale = 5;
};

/// The first or last `count` active wires, in order.
std::vector<Wire> chosenWires(const EmitContext& context, std::size_t count,
                              const std::string& which) {
  const std::vector<Wire>& wires = context.wires();
  const auto skip = static_cast<std::ptrdiff_t>(which == "last" ? wires.size() - count : 0);
  return {wires.begin() + skip, wires.begin() + skip + static_cast<std::ptrdiff_t>(count)};
}

Error tooFewQubits(std::size_t needed, const EmitContext& context, const std::string& where) {
  return {where,
          "Readout: " + std::to_string(context.classes()) + " classes need " +
              counted(needed, "qubit") + "; " + std::to_string(context.wires().size()) +
              (context.wires().size() == 1 ? " is left." : " are left."),
          "Remove a Pooling, or use more qubits in the encoding."};
}

Result<void> emitOne(EmitContext& context, const ReadoutOptions& options,
                     const std::string& where) {
  if (context.classes() > 2) {
    return Error{where + "/options/kind",
                 "Readout: one qubit tells 2 classes apart; the data have " +
                     std::to_string(context.classes()) + ".",
                 "Set Kind to Several qubits or Probabilities."};
  }
  context.measure({Observable::pauliZ(chosenWires(context, 1, options.which)[0])});
  context.setHead({.kind = Head::Kind::Expectation, .outputs = 1});
  return {};
}

/// Readouts of all remaining qubits that give one value between -1 and 1.
Result<void> emitWhole(EmitContext& context, const ReadoutOptions& options,
                       const std::string& where) {
  if (context.classes() > 2) {
    return Error{where + "/options/kind",
                 "Readout: one value tells 2 classes apart; the data have " +
                     std::to_string(context.classes()) + ".",
                 "Set Kind to Several qubits or Probabilities."};
  }
  std::uint64_t all = 0;
  for (const Wire wire : context.wires()) all |= std::uint64_t{1} << wire;
  if (options.kind == "all_zero") {
    context.measure({Observable::probability(all, 0)});
    context.addNode({.kind = ClassicalNode::Kind::Scale, .outputs = 1, .factor = 2, .offset = -1});
  } else if (options.kind == "parity") {
    context.measure({{.terms = {{1, 0, all}}}});
  } else {
    Observable mean;
    const double share = 1 / static_cast<double>(context.wires().size());
    for (const Wire wire : context.wires()) {
      mean.terms.push_back({share, 0, std::uint64_t{1} << wire});
    }
    context.measure({std::move(mean)});
  }
  context.setHead({.kind = Head::Kind::Expectation, .outputs = 1});
  return {};
}

Result<void> emitSeveral(EmitContext& context, const ReadoutOptions& options,
                         const std::string& where) {
  const std::uint32_t classes = context.classes();
  if (context.wires().size() < classes) return tooFewQubits(classes, context, where);
  std::vector<Observable> outputs;
  for (const Wire wire : chosenWires(context, classes, options.which)) {
    outputs.push_back(Observable::pauliZ(wire));
  }
  context.measure(std::move(outputs));
  context.addNode(
      {.kind = ClassicalNode::Kind::Scale, .outputs = classes, .factor = options.scale});
  context.setHead({.kind = Head::Kind::Logits, .outputs = classes});
  return {};
}

/// One probability a class with the fewest qubits: class k is outcome k, and where outcomes are
/// left over, they belong to the class without their highest bit, so that the sum is 1.
Result<void> emitProbabilities(EmitContext& context, const ReadoutOptions& options,
                               const std::string& where) {
  const std::uint32_t classes = std::max(2U, context.classes());
  const auto count = static_cast<std::size_t>(std::bit_width(classes - 1));
  if (context.wires().size() < count) return tooFewQubits(count, context, where);
  const std::vector<Wire> wires = chosenWires(context, count, options.which);
  const std::uint32_t half = 1U << (count - 1);
  std::vector<Observable> outputs;
  for (std::uint32_t k = 0; k < classes; ++k) {
    const bool withLeftover = k < half && k + half >= classes;
    std::uint64_t mask = 0;
    std::uint64_t value = 0;
    for (std::size_t bit = 0; bit < (withLeftover ? count - 1 : count); ++bit) {
      mask |= std::uint64_t{1} << wires[bit];
      value |= static_cast<std::uint64_t>((k >> bit) & 1) << wires[bit];
    }
    outputs.push_back(Observable::probability(mask, value));
  }
  context.measure(std::move(outputs));
  context.setHead({.kind = Head::Kind::Probabilities, .outputs = classes});
  return {};
}

}  // namespace

BlockType readout() {
  Schema<ReadoutOptions> schema;
  schema
      .choice("kind", &ReadoutOptions::kind,
              {{"one", "One qubit", "⟨Z⟩ of one qubit: class 0 is +1, class 1 is -1."},
               {"several", "Several qubits", "⟨Z⟩ of one qubit a class, through a softmax."},
               {"probabilities", "Probabilities",
                "The probability to read the number k is that of class k; needs few qubits for "
                "many classes."},
               {"mean", "Mean",
                "⟨Z⟩ averaged over all remaining qubits: a local cost, whose gradients stay."},
               {"parity", "Parity",
                "⟨Z⊗…⊗Z⟩ of all remaining qubits: a global cost, whose gradients vanish with their "
                "number."},
               {"all_zero", "All zero",
                "2 P(all read 0) − 1: the overlap with one state, a global cost."}},
              {.label = "Kind", .help = "How the classes are told apart."})
      .choice("which", &ReadoutOptions::which,
              {{"last", "Last", "The last of the remaining qubits."},
               {"first", "First", "The first of the remaining qubits."}},
              {.label = "Which", .help = "Which of the remaining qubits are read."})
      .real("scale", &ReadoutOptions::scale, 0.01, 100,
            {.label = "Scale",
             .help = "With Several qubits: softmax of scale times ⟨Z⟩. Larger values allow "
                     "predictions closer to 0 and 1.",
             .logarithmic = true});
  return makeBlockType(
      {.id = "readout",
       .label = "Readout",
       .category = "Readout",
       .summary = "Measures the remaining qubits and tells the classes apart.",
       .help = "One qubit: P(class 0) = (1 + ⟨Z⟩)/2. Several qubits: P = softmax(scale ⟨Z_k⟩). "
               "Probabilities: P(class k) is the probability to read the number k.",
       .paper = "Hur, Kim, Park, arXiv:2108.00661; Mordacci et al., arXiv:2404.12741"},
      std::move(schema),
      [](EmitContext& context, const ReadoutOptions& options,
         const std::string& where) -> Result<void> {
        if (auto ok = requireWires(context, 1, "Readout", where); !ok) return ok;
        if (options.kind == "one") return emitOne(context, options, where);
        if (options.kind == "several") return emitSeveral(context, options, where);
        if (options.kind != "probabilities") return emitWhole(context, options, where);
        return emitProbabilities(context, options, where);
      });
}

}  // namespace qonvolve
