// SPDX-License-Identifier: GPL-3.0-or-later
// What a kind of block is: registry entry, options, and how it emits operations.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/model/model.h"
#include "core/registry/registry.h"

namespace qonvolve {

/// What the compiler tells a block and takes from it. Wires are those still active, in order.
class EmitContext {
 public:
  virtual ~EmitContext() = default;

  /// Active wires of the current circuit, in order. Empty before the encoding.
  virtual const std::vector<Wire>& wires() const = 0;
  /// Values available to an encoding (features of the data, or outputs of the stage before).
  virtual std::uint32_t availableInputs() const = 0;
  /// For a fusion, which runs over the lanes side by side: the active wires of each lane where the
  /// lanes end with qubits, how many of the available inputs are each lane's where they end with
  /// values. Both empty for every other block.
  virtual const std::vector<std::vector<Wire>>& laneWires() const = 0;
  virtual const std::vector<std::uint32_t>& laneInputs() const = 0;
  /// Number of classes in the data (2 if unknown).
  virtual std::uint32_t classes() const = 0;
  /// Of text: words' numbers at hand, one for each position (0: the values are something else, or a
  /// circuit has begun), and how many words there are. The other values are those of the sentence.
  virtual std::uint32_t tokens() const = 0;
  virtual std::uint32_t vocabulary() const = 0;
  /// Active wires, or values, number p * channels() + c: channel c at position p. One channel where
  /// nothing was said.
  virtual std::uint32_t channels() const = 0;

  /// Adds `count` fresh wires to the circuit and returns them. Only encodings call this.
  virtual std::vector<Wire> addWires(std::uint32_t count) = 0;
  /// `count` new trainable parameters named after the block; returns the first index.
  virtual std::uint32_t addParameters(std::uint32_t count) = 0;
  /// The same for a table with `width` of them for each of so many words, word after word.
  virtual std::uint32_t addTable(std::uint32_t words, std::uint32_t width) = 0;
  /// The circuit that addWires() begins takes the words' numbers as its inputs.
  virtual void takeTokens() = 0;
  virtual void setChannels(std::uint32_t channels) = 0;
  /// Appends an operation; the context fills in the block.
  virtual void add(Op op) = 0;
  virtual void prepare(Preparation preparation) = 0;
  /// A product of two inputs as an extra feature; returns the index for Angle::feature().
  virtual std::uint32_t addProduct(const FeatureProduct& product) = 0;
  /// Takes wires out of the active set: from here on they are ignored (traced out).
  virtual void discard(std::span<const Wire> wires) = 0;

  /// Sets what is measured; ends the circuit stage. Blocks after it see the values as inputs.
  virtual void measure(std::vector<Observable> outputs) = 0;
  /// Appends a classical node fed by all outputs of the stage before; fills in inputs and block.
  virtual void addNode(ClassicalNode node) = 0;
  /// For blocks that make whole stages, where no circuit is open: the words' numbers and the values
  /// at hand; a stage with its inputs, once for each group of as many as it takes, which returns
  /// its outputs; and what the blocks after this one see. The context fills in the block.
  virtual std::vector<InputRef> tokenRefs() const = 0;
  virtual std::vector<InputRef> valueRefs() const = 0;
  virtual std::vector<InputRef> place(Stage stage, std::vector<InputRef> inputs) = 0;
  virtual void pass(const std::vector<InputRef>& values, std::uint32_t channels) = 0;
  /// What follows is a part of the block with a name of its own: its next circuit.
  virtual void beginPart(std::string name) = 0;
  /// Declares what the model's outputs mean; the last call wins.
  virtual void setHead(Head head) = 0;

  // Shorthand used by most blocks.
  void gate(GateId id, Wire a, Angle t0 = {}, Angle t1 = {}, Angle t2 = {});
  void gate2(GateId id, Wire a, Wire b, Angle t0 = {}, Angle t1 = {}, Angle t2 = {});
};

/// A kind of block. Categories: "Encoding", "Convolution", "Pooling", "Sequence", "Fusion",
/// "Readout", "Classical".
struct BlockType {
  EntryInfo info;
  std::vector<Field> fieldList;
  /// Reads the options at `where` and adds the block. Errors name the option or the block; then the
  /// context is untouched.
  std::function<Result<void>(EmitContext&, const Values& options, const std::string& where)>
      emitOps;
  const std::vector<Field>& fields() const { return fieldList; }
};

/// A BlockType from a typed Options struct; `emitOps` is
/// Result<void>(EmitContext&, const Options&, const std::string& where).
template <class Options, class Emit>
BlockType makeBlockType(EntryInfo info, Schema<Options> schema, Emit emitOps) {
  BlockType type;
  type.info = std::move(info);
  type.fieldList = schema.fields();
  type.emitOps = [schema = std::move(schema), emitOps](EmitContext& context, const Values& values,
                                                       const std::string& where) -> Result<void> {
    auto options = schema.read(values, where + "/options");
    if (!options) return options.error();
    return emitOps(context, *options, where);
  };
  return type;
}

}  // namespace qonvolve
