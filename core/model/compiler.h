// SPDX-License-Identifier: GPL-3.0-or-later
// The compiler at work: what is being built while it walks through a stack. Internal to compile().
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/model/compile.h"

namespace qonvolve {

/// Values on their way to a stage: runs of outputs of a stage (features where stage is -1), since
/// there may be far more features than fit into any model.
class StageInputs {
 public:
  StageInputs() = default;
  StageInputs(std::int32_t stage, std::uint32_t count, std::uint32_t first = 0) {
    if (count > 0) runs_.push_back({stage, first, count});
  }
  explicit StageInputs(const std::vector<InputRef>& refs) {
    for (const InputRef& ref : refs) {
      const bool goesOn = !runs_.empty() && runs_.back().stage == ref.stage &&
                          runs_.back().first + runs_.back().count == ref.index;
      if (goesOn) ++runs_.back().count;
      if (!goesOn) runs_.push_back({ref.stage, ref.index, 1});
    }
  }

  std::uint32_t size() const {
    std::uint32_t sum = 0;
    for (const Run& run : runs_) sum += run.count;
    return sum;
  }
  void append(const StageInputs& other) {
    runs_.insert(runs_.end(), other.runs_.begin(), other.runs_.end());
  }
  /// The k-th of n nearly equal parts.
  StageInputs part(std::uint64_t k, std::uint64_t n) const {
    const std::uint64_t all = size();
    const std::uint64_t begin = k * all / n;
    const std::uint64_t end = (k + 1) * all / n;
    StageInputs result;
    std::uint64_t at = 0;
    for (const Run& run : runs_) {
      const std::uint64_t from = std::max(begin, at);
      const std::uint64_t to = std::min(end, at + run.count);
      if (from < to) {
        result.runs_.push_back({run.stage, static_cast<std::uint32_t>(run.first + from - at),
                                static_cast<std::uint32_t>(to - from)});
      }
      at += run.count;
    }
    return result;
  }
  std::vector<InputRef> refs() const {
    std::vector<InputRef> result;
    for (const Run& run : runs_) {
      for (std::uint32_t i = 0; i < run.count; ++i) result.push_back({run.stage, run.first + i});
    }
    return result;
  }

 private:
  struct Run {
    std::int32_t stage;
    std::uint32_t first;
    std::uint32_t count;
  };
  std::vector<Run> runs_;
};

class Compiler final : public EmitContext {
 public:
  Compiler(const DataShape& shape, const Registry<BlockType>& types)
      : shape_(shape), types_(types) {
    compiled_.model.features = shape.features;
    open_.tokens = StageInputs(InputRef::kFeature, shape.tokens);
    open_.values = StageInputs(InputRef::kFeature, shape.features - shape.tokens, shape.tokens);
  }

  Compiled run(const Stack& stack);

  // EmitContext
  const std::vector<Wire>& wires() const override { return open_.wires; }
  std::uint32_t availableInputs() const override { return open_.values.size(); }
  const std::vector<std::vector<Wire>>& laneWires() const override { return laneWires_; }
  const std::vector<std::uint32_t>& laneInputs() const override { return laneInputs_; }
  std::uint32_t classes() const override { return shape_.classes; }
  std::uint32_t tokens() const override { return open_.tokens.size(); }
  std::uint32_t vocabulary() const override { return shape_.vocabulary; }
  std::uint32_t channels() const override { return open_.channels; }
  std::vector<Wire> addWires(std::uint32_t count) override;
  std::uint32_t addParameters(std::uint32_t count) override;
  std::uint32_t addTable(std::uint32_t words, std::uint32_t width) override;
  void takeTokens() override { open_.values = std::move(open_.tokens); }
  void setChannels(std::uint32_t channels) override { open_.channels = channels; }
  void add(Op op) override;
  void prepare(Preparation preparation) override;
  std::uint32_t addProduct(const FeatureProduct& product) override;
  void discard(std::span<const Wire> wires) override;
  void measure(std::vector<Observable> outputs) override;
  void addNode(ClassicalNode node) override;
  std::vector<InputRef> tokenRefs() const override { return open_.tokens.refs(); }
  std::vector<InputRef> valueRefs() const override { return open_.values.refs(); }
  std::vector<InputRef> place(Stage stage, std::vector<InputRef> inputs) override;
  void pass(const std::vector<InputRef>& values, std::uint32_t channels) override;
  void beginPart(std::string name) override;
  void setHead(Head head) override;

 private:
  /// What is being built: a circuit while `wires` is not empty, else only values.
  struct Open {
    Circuit circuit;
    std::vector<Wire> wires;         // active
    StageInputs tokens;              // words' numbers, until a stage has taken something
    StageInputs values;              // what feeds the circuit, or the next stage
    std::uint32_t channels = 1;      // of the active wires, or of the values
    std::vector<std::size_t> spans;  // of the blocks in the circuit
  };
  Model& model() { return compiled_.model; }
  void fail(Error error) { compiled_.errors.push_back(std::move(error)); }
  void placeStage(Stage stage, std::uint32_t outputs);

  /// These return false when something inside had errors.
  bool runNodes(const Stack& nodes, const std::string& where, std::uint32_t repetition);
  bool runSection(const Repeat& section, const std::string& where, std::uint32_t repetition);
  bool runLanes(const Parallel& section, const std::string& where, std::uint32_t repetition);
  bool sharesCircuit(const Block& block, const std::string& where);
  bool join(std::vector<Open> lanes, const std::string& where);
  bool runBlock(const Block& block, const std::string& where, std::uint32_t repetition);
  bool checkOptions(const BlockType& type, const Block& block, const std::string& where);
  void emitBlock(const BlockType& type, const Block& block, const std::string& where,
                 std::uint32_t repetition, bool& ok);
  void closeSpan();
  void tooManyGates(const std::string& where, const std::string& label);
  void checkEnd(const Stack& stack);
  void nameEverything();

  DataShape shape_;
  const Registry<BlockType>& types_;
  Compiled compiled_;

  Open open_;
  std::vector<std::vector<Wire>> laneWires_;  // while a fusion is emitted
  std::vector<std::uint32_t> laneInputs_;
  std::size_t lanes_ = 0;       // sections of lanes that the block lies in
  std::size_t sharing_ = 0;     // those of them whose lanes share the qubits of one circuit
  std::size_t nesting_ = 0;     // lists that the block lies in
  std::size_t blocks_ = 0;      // compiled so far, repetitions counted
  BlockSpan span_;              // the block being emitted, or its part
  std::string part_;            // name of the part
  std::string userName_;        // of the block being emitted
  std::size_t operations_ = 0;  // in all stages

  std::vector<std::size_t> groupSpans_;  // span of each parameter group
  std::vector<std::string> userNames_;   // of each span; empty: the type's label
  std::vector<std::string> parts_;       // of each span; empty: the whole block
  std::string readout_;                  // label of the block that ended the model
  std::size_t headStages_ = 0;           // number of stages when the head was set
  bool endsSomewhere_ = false;           // a block that could end the model was seen
  bool lost_ = false;  // nothing more can be said: no qubits, or far too many gates
};

}  // namespace qonvolve
