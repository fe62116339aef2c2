// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/compile.h"

#include <algorithm>
#include <cassert>
#include <map>

#include "core/base/text.h"

namespace qonvolve {

namespace {

/// A circuit of more operations than this is a mistake in the design, not a model.
constexpr std::size_t kMaxOperations = 200'000;

class Compiler final : public EmitContext {
 public:
  Compiler(const DataShape& shape, const Registry<BlockType>& types)
      : shape_(shape), types_(types) {
    compiled_.model.features = shape.features;
    values_ = {-1, shape.features};
  }

  Compiled run(const Stack& stack);

  // EmitContext
  const std::vector<Wire>& wires() const override { return wires_; }
  std::uint32_t availableInputs() const override { return values_.count; }
  std::uint32_t classes() const override { return shape_.classes; }
  std::vector<Wire> addWires(std::uint32_t count) override;
  std::uint32_t addParameters(std::uint32_t count) override;
  void add(Op op) override;
  void prepare(Preparation preparation) override;
  std::uint32_t addProduct(const FeatureProduct& product) override;
  void discard(std::span<const Wire> wires) override;
  void measure(std::vector<Observable> outputs) override;
  void addNode(ClassicalNode node) override;
  void setHead(Head head) override;

 private:
  /// All outputs of a stage, or all features when stage is -1.
  struct Source {
    std::int32_t stage = -1;
    std::uint32_t count = 0;
  };
  Model& model() { return compiled_.model; }
  void fail(Error error) { compiled_.errors.push_back(std::move(error)); }
  void placeStage(Stage stage, std::uint32_t outputs);

  void runSection(const Repeat& section, const std::string& where);
  /// Returns false when the block had errors.
  bool runBlock(const Block& block, const std::string& where, std::uint32_t repetition);
  bool checkOptions(const BlockType& type, const Block& block, const std::string& where);
  void emitBlock(const BlockType& type, const Block& block, const std::string& where,
                 std::uint32_t repetition, bool& ok);
  void checkEnd(const Stack& stack);
  void nameEverything();

  DataShape shape_;
  const Registry<BlockType>& types_;
  Compiled compiled_;

  Circuit circuit_;             // the stage being built, while wires_ is not empty
  std::vector<Wire> wires_;     // active
  Source values_;               // what feeds the stage being built or the next one
  BlockSpan span_;              // the block being emitted
  std::size_t operations_ = 0;  // in all stages

  std::vector<std::size_t> groupSpans_;  // span of each parameter group
  std::vector<std::string> userNames_;   // of each span; empty: the type's label
  std::string readout_;                  // label of the block that ended the model
  std::size_t headStages_ = 0;           // number of stages when the head was set
  bool endsSomewhere_ = false;           // a block that could end the model was seen
  bool lost_ = false;  // nothing more can be said: no qubits, or far too many gates
};

std::vector<Wire> Compiler::addWires(std::uint32_t count) {
  assert(circuit_.wires + count <= kMaxWires);
  std::vector<Wire> added(count);
  for (Wire& wire : added) wire = circuit_.wires++;
  wires_.insert(wires_.end(), added.begin(), added.end());
  circuit_.inputs = availableInputs();
  return added;
}

std::uint32_t Compiler::addParameters(std::uint32_t count) {
  const std::uint32_t first = model().parameterCount;
  model().parameterCount += count;
  span_.parameterCount += count;
  model().groups.push_back({.name = {}, .block = span_.block, .first = first, .count = count});
  groupSpans_.push_back(model().spans.size());
  return first;
}

void Compiler::add(Op op) {
  op.block = span_.block;
  circuit_.ops.push_back(op);
  ++span_.opCount;
  ++operations_;
}

void Compiler::prepare(Preparation preparation) {
  preparation.block = span_.block;
  circuit_.preparations.push_back(std::move(preparation));
}

std::uint32_t Compiler::addProduct(const FeatureProduct& product) {
  circuit_.products.push_back(product);
  return circuit_.inputs + static_cast<std::uint32_t>(circuit_.products.size()) - 1;
}

void Compiler::discard(std::span<const Wire> wires) {
  std::erase_if(wires_, [&](Wire wire) {
    return std::find(wires.begin(), wires.end(), wire) != wires.end();
  });
}

void Compiler::placeStage(Stage stage, std::uint32_t outputs) {
  std::vector<InputRef> inputs(values_.count);
  for (std::uint32_t i = 0; i < values_.count; ++i) inputs[i] = {values_.stage, i};
  values_ = {static_cast<std::int32_t>(model().stages.size()), outputs};
  model().stages.push_back({std::move(stage), std::move(inputs)});
}

void Compiler::measure(std::vector<Observable> outputs) {
  const auto count = static_cast<std::uint32_t>(outputs.size());
  circuit_.outputs = std::move(outputs);
  placeStage(std::move(circuit_), count);
  circuit_ = {};
  wires_.clear();
}

void Compiler::addNode(ClassicalNode node) {
  node.inputs = availableInputs();
  node.block = span_.block;
  placeStage(node, node.outputs);
}

void Compiler::setHead(Head head) {
  model().head = head;
  headStages_ = model().stages.size();
}

bool Compiler::checkOptions(const BlockType& type, const Block& block, const std::string& where) {
  bool ok = true;
  for (const Field& field : type.fields()) {
    const auto found = block.choice.options.find(field.key);
    if (found == block.choice.options.end()) continue;
    auto checked = checkValue(field, found->second, where + "/options/" + field.key);
    if (checked) continue;
    Error error = checked.error();
    error.message = type.info.label + ": " + error.message;
    fail(std::move(error));
    ok = false;
  }
  return ok;
}

void Compiler::emitBlock(const BlockType& type, const Block& block, const std::string& where,
                         std::uint32_t repetition, bool& ok) {
  span_ = {.block = block.id,
           .repetition = repetition,
           .name = {},
           .typeId = type.info.id,
           .category = type.info.category,
           .stage = static_cast<std::uint32_t>(model().stages.size()),
           .firstOp = static_cast<std::uint32_t>(circuit_.ops.size()),
           .firstParameter = model().parameterCount,
           .wiresIn = wires_,
           .wiresOut = {}};
  const auto emitted = type.emitOps(*this, block.choice.options, where);
  if (!emitted) {
    // Blocks check everything first: a failing one leaves no trace.
    assert(span_.opCount == 0 && span_.parameterCount == 0 && wires_ == span_.wiresIn);
    fail(emitted.error());
    ok = false;
    return;
  }
  if (operations_ > kMaxOperations) {
    fail({where,
          type.info.label + ": the model has more than " + std::to_string(kMaxOperations) +
              " gates.",
          "Use fewer layers, repetitions or qubits."});
    ok = false;
    lost_ = true;
  }
  span_.wiresOut = wires_;
  model().spans.push_back(std::move(span_));
  userNames_.push_back(block.name);
  if (type.info.category == "Readout") readout_ = type.info.label;
}

bool Compiler::runBlock(const Block& block, const std::string& where, std::uint32_t repetition) {
  if (block.bypassed) return true;
  const auto type = types_.require(block.choice.type, where + "/type");
  bool ok = type.has_value();
  if (!ok) {
    fail(type.error());
  } else {
    const EntryInfo& info = (*type)->info;
    endsSomewhere_ = endsSomewhere_ || info.category == "Readout" || info.id == "dense";
    ok = checkOptions(**type, block, where);
    if (ok && !readout_.empty()) {
      fail({where, info.label + ": it comes after " + readout_ + ", which ends the model.",
            "Move it before " + readout_ + ", or use Measure there instead."});
      return false;
    }
    if (ok && !lost_) emitBlock(**type, block, where, repetition, ok);
  }
  if (!ok && wires_.empty() && readout_.empty()) lost_ = true;
  return ok;
}

void Compiler::runSection(const Repeat& section, const std::string& where) {
  const auto runBody = [&](std::uint32_t repetition) {
    bool ok = true;
    for (std::size_t i = 0; i < section.body.size(); ++i) {
      ok &= runBlock(section.body[i], where + "/body/" + std::to_string(i), repetition);
    }
    return ok;
  };
  if (section.until == Repeat::Until::Times) {
    if (section.times < 1 || section.times > kMaxRepetitions) {
      fail({where + "/repeat",
            "Repeat: the number of repetitions is " + std::to_string(section.times) +
                "; it must be 1 to " + std::to_string(kMaxRepetitions) + ".",
            "Use a number in that range."});
      return;
    }
    for (std::uint32_t r = 0; r < section.times; ++r) {
      if (!runBody(r)) return;
    }
    return;
  }
  if (wires_.empty()) {
    if (lost_) {
      runBody(0);
      return;
    }
    fail({where, "Repeat until one qubit: there are no qubits yet.",
          "Put an encoding before it, for example Angle encoding."});
    lost_ = true;
    return;
  }
  for (std::uint32_t r = 0; wires_.size() > 1; ++r) {
    const std::size_t before = wires_.size();
    if (!runBody(r)) return;
    if (wires_.size() < before) continue;
    fail({where,
          "Repeat until one qubit: " + std::to_string(before) +
              " qubits are left and no block in the section makes them fewer.",
          "Add a Pooling to it, or repeat it a number of times."});
    return;
  }
}

void Compiler::checkEnd(const Stack& stack) {
  if (!wires_.empty()) placeStage(std::move(circuit_), 0);
  if (lost_ && endsSomewhere_) return;
  if (stack.empty()) {
    fail({"/stack", "The stack is empty.", "Add an encoding, for example Angle encoding."});
  } else if (!endsSomewhere_) {
    fail({"/stack", "The stack has no readout.", "Add Readout as its last block."});
  } else if (headStages_ == 0 || headStages_ != model().stages.size()) {
    // A failing readout has said so itself.
    if (!compiled_.errors.empty()) return;
    fail({"/stack", "The stack does not end with one value for each class.",
          "Add Readout, or a Dense layer with Outputs 0, as its last block."});
  }
}

/// Gives spans and parameter groups their names: the user's or the type's, numbered where needed.
void Compiler::nameEverything() {
  std::vector<std::string> bases;
  std::map<std::string, std::size_t> total;
  for (std::size_t i = 0; i < model().spans.size(); ++i) {
    const BlockType* type = types_.find(model().spans[i].typeId);
    bases.push_back(userNames_[i].empty() ? type->info.label : userNames_[i]);
    ++total[bases.back()];
  }
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    const std::size_t number = ++seen[bases[i]];
    model().spans[i].name =
        total[bases[i]] == 1 ? bases[i] : bases[i] + " " + std::to_string(number);
  }
  for (std::size_t g = 0; g < groupSpans_.size(); ++g) {
    const std::size_t span = groupSpans_[g];
    const bool alone = (g == 0 || groupSpans_[g - 1] != span) &&
                       (g + 1 == groupSpans_.size() || groupSpans_[g + 1] != span);
    std::string& name = model().groups[g].name;
    name = model().spans[span].name;
    if (alone) continue;
    std::size_t layer = 1;
    while (layer <= g && groupSpans_[g - layer] == span) ++layer;
    name += ", layer " + std::to_string(layer);
  }
}

Compiled Compiler::run(const Stack& stack) {
  for (std::size_t i = 0; i < stack.size(); ++i) {
    const std::string where = "/stack/" + std::to_string(i);
    if (const auto* block = std::get_if<Block>(&stack[i])) {
      runBlock(*block, where, 0);
    } else {
      runSection(std::get<Repeat>(stack[i]), where);
    }
  }
  checkEnd(stack);
  nameEverything();
  return std::move(compiled_);
}

}  // namespace

Compiled compile(const Stack& stack, const DataShape& shape, const Registry<BlockType>& types) {
  return Compiler(shape, types).run(stack);
}

}  // namespace qonvolve
