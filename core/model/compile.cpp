// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/compile.h"

#include <algorithm>
#include <cassert>
#include <map>

#include "core/base/text.h"
#include "core/model/compiler.h"

namespace qonvolve {

namespace {

/// A circuit of more operations than this is a mistake in the design, not a model.
constexpr std::size_t kMaxOperations = 200'000;

}  // namespace

std::vector<Wire> Compiler::addWires(std::uint32_t count) {
  if (open_.circuit.wires == 0) {  // what came before is another circuit, or none
    span_.wiresIn.clear();
    open_.tokens = {};
    open_.channels = 1;
  }
  std::vector<Wire> added(count);
  for (Wire& wire : added) wire = open_.circuit.wires++;
  open_.wires.insert(open_.wires.end(), added.begin(), added.end());
  open_.circuit.inputs = availableInputs();
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

std::uint32_t Compiler::addTable(std::uint32_t words, std::uint32_t width) {
  const std::uint32_t first = addParameters(words * width);
  model().groups.back().words = words;
  return first;
}

void Compiler::add(Op op) {
  op.block = span_.block;
  open_.circuit.ops.push_back(op);
  ++span_.opCount;
  ++operations_;
}

void Compiler::prepare(Preparation preparation) {
  preparation.block = span_.block;
  open_.circuit.preparations.push_back(std::move(preparation));
}

std::uint32_t Compiler::addProduct(const FeatureProduct& product) {
  open_.circuit.products.push_back(product);
  return open_.circuit.inputs + static_cast<std::uint32_t>(open_.circuit.products.size()) - 1;
}

void Compiler::discard(std::span<const Wire> wires) {
  std::erase_if(open_.wires, [&](Wire wire) {
    return std::find(wires.begin(), wires.end(), wire) != wires.end();
  });
  open_.channels = 1;
}

void Compiler::placeStage(Stage stage, std::uint32_t outputs) {
  const auto index = static_cast<std::int32_t>(model().stages.size());
  const std::size_t before = open_.wires.empty() ? open_.values.size() : open_.wires.size();
  if (outputs != before) open_.channels = 1;
  model().stages.push_back({std::move(stage), open_.values.refs()});
  open_.tokens = {};
  open_.values = StageInputs(index, outputs);
}

void Compiler::measure(std::vector<Observable> outputs) {
  const auto count = static_cast<std::uint32_t>(outputs.size());
  open_.circuit.outputs = std::move(outputs);
  // Stages of other lanes may have come in between.
  for (const std::size_t span : open_.spans) {
    model().spans[span].stage = static_cast<std::uint32_t>(model().stages.size());
  }
  placeStage(std::move(open_.circuit), count);
  open_.circuit = {};
  open_.wires.clear();
  open_.spans.clear();
}

std::vector<InputRef> Compiler::place(Stage stage, std::vector<InputRef> inputs) {
  assert(open_.wires.empty());
  if (auto* circuit = std::get_if<Circuit>(&stage)) {
    for (Op& op : circuit->ops) op.block = span_.block;
    for (Preparation& preparation : circuit->preparations) preparation.block = span_.block;
    span_.opCount += static_cast<std::uint32_t>(circuit->ops.size());
    operations_ += circuit->ops.size();
  } else {
    std::get<ClassicalNode>(stage).block = span_.block;
  }
  const auto index = static_cast<std::int32_t>(model().stages.size());
  const auto copies = static_cast<std::uint32_t>(inputs.size()) / inputsOf(stage);
  assert(copies > 0 && copies * inputsOf(stage) == inputs.size());
  const StageInputs outputs(index, copies * outputsOf(stage));
  model().stages.push_back({std::move(stage), std::move(inputs), copies});
  return outputs.refs();
}

void Compiler::pass(const std::vector<InputRef>& values, std::uint32_t channels) {
  open_.tokens = {};
  open_.values = StageInputs(values);
  open_.channels = channels;
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
           .firstOp = static_cast<std::uint32_t>(open_.circuit.ops.size()),
           .firstParameter = model().parameterCount,
           .wiresIn = open_.wires,
           .wiresOut = {}};
  part_.clear();
  userName_ = block.name;
  const auto emitted = type.emitOps(*this, block.choice.options, where);
  if (!emitted) {
    // Blocks check everything first: a failing one leaves no trace.
    assert(span_.opCount == 0 && span_.parameterCount == 0 && open_.wires == span_.wiresIn);
    fail(emitted.error());
    ok = false;
    return;
  }
  if (operations_ > kMaxOperations) {
    tooManyGates(where, type.info.label);
    ok = false;
  }
  // Blocks know the qubits that reach them, not those that were dropped on the way.
  if (open_.circuit.wires > kMaxWires) {
    fail({where,
          type.info.label + ": together with the blocks before it the circuit needs " +
              std::to_string(open_.circuit.wires) + " qubits; at most " +
              std::to_string(kMaxWires) + " can be simulated.",
          "Use fewer qubits here, or put Measure before it to start a new circuit."});
    lost_ = true;
    ok = false;
  }
  closeSpan();
  if (type.info.category == "Readout") readout_ = type.info.label;
}

void Compiler::closeSpan() {
  span_.wiresOut = open_.wires;
  if (!open_.wires.empty()) {
    span_.firstOp = static_cast<std::uint32_t>(open_.circuit.ops.size()) - span_.opCount;
    open_.spans.push_back(model().spans.size());
  }
  model().spans.push_back(span_);
  userNames_.push_back(userName_);
  parts_.push_back(part_);
}

void Compiler::beginPart(std::string name) {
  if (span_.opCount + span_.parameterCount > 0) {
    closeSpan();
    span_.stage = static_cast<std::uint32_t>(model().stages.size());
    span_.firstOp = 0;
    span_.opCount = 0;
    span_.firstParameter = model().parameterCount;
    span_.parameterCount = 0;
    span_.wiresIn = span_.wiresOut = {};
  }
  part_ = std::move(name);
}

void Compiler::tooManyGates(const std::string& where, const std::string& label) {
  fail({where, label + ": the model has more than " + std::to_string(kMaxOperations) + " gates.",
        "Use fewer layers, repetitions or qubits."});
  lost_ = true;
}

/// Lanes on the qubits of one circuit cannot end it.
bool Compiler::sharesCircuit(const Block& block, const std::string& where) {
  const EntryInfo& info = types_.find(block.choice.type)->info;
  if (sharing_ == 0 || info.category != "Classical") return true;
  fail({where,
        info.label + ": the lanes share the qubits of one circuit, which goes on after them.",
        "Move it behind the lanes, or give each lane an encoding of its own."});
  return false;
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
    ok = checkOptions(**type, block, where) && sharesCircuit(block, where);
    if (ok && lanes_ > 0 && info.category == "Readout") {
      fail({where, info.label + ": it ends the model and cannot stand in a lane.",
            "Move it behind the lanes, or use Measure in the lane."});
      return false;
    }
    if (ok && !readout_.empty()) {
      fail({where, info.label + ": it comes after " + readout_ + ", which ends the model.",
            "Move it before " + readout_ + ", or use Measure there instead."});
      return false;
    }
    if (ok && ++blocks_ > kMaxOperations && !lost_) tooManyGates(where, info.label);
    if (ok && !lost_) emitBlock(**type, block, where, repetition, ok);
  }
  if (!ok && open_.wires.empty() && readout_.empty()) lost_ = true;
  return ok;
}

void Compiler::checkEnd(const Stack& stack) {
  if (!open_.wires.empty()) measure({});
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
  // Parts of one block share its number.
  const auto goesOn = [&](std::size_t i) {
    const std::vector<BlockSpan>& spans = model().spans;
    return i > 0 && !parts_[i].empty() && spans[i].block == spans[i - 1].block &&
           spans[i].repetition == spans[i - 1].repetition;
  };
  for (std::size_t i = 0; i < model().spans.size(); ++i) {
    const BlockType* type = types_.find(model().spans[i].typeId);
    bases.push_back(userNames_[i].empty() ? type->info.label : userNames_[i]);
    total[bases.back()] += goesOn(i) ? 0U : 1U;
  }
  std::map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < bases.size(); ++i) {
    const std::size_t number = seen[bases[i]] += goesOn(i) ? 0U : 1U;
    std::string& name = model().spans[i].name;
    name = total[bases[i]] == 1 ? bases[i] : bases[i] + " " + std::to_string(number);
    if (!parts_[i].empty()) name += ", " + parts_[i];
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
  runNodes(stack, "/stack", 0);
  checkEnd(stack);
  nameEverything();
  return std::move(compiled_);
}

Compiled compile(const Stack& stack, const DataShape& shape, const Registry<BlockType>& types) {
  return Compiler(shape, types).run(stack);
}

}  // namespace qonvolve
