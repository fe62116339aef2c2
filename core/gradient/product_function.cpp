// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gradient/product_function.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <numeric>

#include "core/circuit/nonunitary.h"

namespace qonvolve {
namespace {

/// Wires in groups that grow together; a group has the number of one of its wires.
class WireGroups {
 public:
  explicit WireGroups(std::size_t wires) : group_(wires) {
    std::iota(group_.begin(), group_.end(), std::size_t{0});
  }
  std::size_t of(std::size_t wire) const { return group_[wire]; }
  void join(std::size_t a, std::size_t b) {
    const std::size_t from = group_[b], to = group_[a];
    std::ranges::replace(group_, from, to);
  }
  void joinMask(std::uint64_t mask) {
    if (mask == 0) return;
    const auto first = static_cast<std::size_t>(std::countr_zero(mask));
    for (std::size_t w = first; w < group_.size(); ++w) {
      if ((mask >> w) & 1) join(first, w);
    }
  }

 private:
  std::vector<std::size_t> group_;
};

std::uint64_t observedMask(const Observable& o) {
  std::uint64_t mask = o.projector ? o.mask : 0;
  for (const PauliTerm& term : o.terms) mask |= term.xMask | term.zMask;
  return mask;
}

/// The bits of a mask where the wires went.
std::uint64_t moved(std::uint64_t mask, const std::vector<Wire>& place) {
  std::uint64_t result = 0;
  for (std::size_t w = 0; w < place.size(); ++w) {
    if ((mask >> w) & 1) result |= std::uint64_t{1} << place[w];
  }
  return result;
}

WireGroups groupsOf(const Circuit& circuit) {
  WireGroups groups(circuit.wires);
  for (const Op& op : circuit.ops) {
    for (std::size_t k = 1; k < gateInfo(op.gate).wires; ++k) {
      groups.join(op.wires[0], op.wires[k]);
    }
  }
  for (const Preparation& p : circuit.preparations) {
    for (const Wire w : p.wires) groups.join(p.wires[0], w);
  }
  for (const Observable& o : circuit.outputs) groups.joinMask(observedMask(o));
  return groups;
}

CircuitPart partOf(const Circuit& circuit, const WireGroups& groups, std::size_t group) {
  CircuitPart part;
  std::vector<Wire> place(circuit.wires);
  std::uint64_t mask = 0;
  for (Wire w = 0; w < circuit.wires; ++w) {
    if (groups.of(w) != group) continue;
    place[w] = part.circuit.wires++;
    mask |= std::uint64_t{1} << w;
  }
  part.circuit.inputs = circuit.inputs;
  part.circuit.products = circuit.products;
  for (Op op : circuit.ops) {
    if (((mask >> op.wires[0]) & 1) == 0) continue;
    for (std::size_t k = 0; k < gateInfo(op.gate).wires; ++k) op.wires[k] = place[op.wires[k]];
    part.circuit.ops.push_back(op);
  }
  for (Preparation p : circuit.preparations) {
    if (((mask >> p.wires[0]) & 1) == 0) continue;
    for (Wire& w : p.wires) w = place[w];
    part.circuit.preparations.push_back(std::move(p));
  }
  for (std::uint32_t o = 0; o < circuit.outputs.size(); ++o) {
    Observable output = circuit.outputs[o];
    if ((observedMask(output) & mask) == 0) continue;
    output.mask = moved(output.mask, place);
    output.value = moved(output.value, place);
    for (PauliTerm& term : output.terms) {
      term.xMask = moved(term.xMask, place);
      term.zMask = moved(term.zMask, place);
    }
    part.circuit.outputs.push_back(std::move(output));
    part.outputs.push_back(o);
  }
  return part;
}

class ProductTape : public LaneFunction::Tape {
 public:
  std::vector<std::unique_ptr<LaneFunction::Tape>> parts;
  std::vector<double> values;  // outputs or cotangents of one part
};

class ProductGradient : public LaneFunction::Gradient {
 public:
  void clear() override {
    for (const auto& part : parts) part->clear();
  }
  std::vector<std::unique_ptr<LaneFunction::Gradient>> parts;
};

class ProductFunction final : public LaneFunction {
 public:
  ProductFunction(const Circuit& circuit, Precision precision)
      : inputs_(circuit.inputs), outputs_(circuit.outputs.size()) {
    for (CircuitPart& part : independentParts(circuit)) {
      functions_.push_back(makeStatevectorFunction(part.circuit, precision));
      places_.push_back(std::move(part.outputs));
    }
  }

  std::size_t inputCount() const override { return inputs_; }
  std::size_t outputCount() const override { return outputs_; }
  std::size_t chunks() const override { return functions_.front()->chunks(); }
  void bind(std::span<const double> parameters) override {
    for (const auto& function : functions_) function->bind(parameters);
  }
  std::unique_ptr<Tape> makeTape() const override {
    auto tape = std::make_unique<ProductTape>();
    for (const auto& function : functions_) tape->parts.push_back(function->makeTape());
    return tape;
  }
  std::unique_ptr<Gradient> makeGradient() const override {
    auto gradient = std::make_unique<ProductGradient>();
    for (const auto& function : functions_) gradient->parts.push_back(function->makeGradient());
    return gradient;
  }

  void forward(Tape& anyTape, std::span<const double> inputs,
               std::span<double> outputs) const override {
    auto& tape = static_cast<ProductTape&>(anyTape);
    for (std::size_t f = 0; f < functions_.size(); ++f) {
      tape.parts[f]->samples = tape.samples;
      tape.values.resize(chunks() * places_[f].size() * kLanes);
      functions_[f]->forward(*tape.parts[f], inputs, tape.values);
      forRows(f, [&](std::size_t own, std::size_t whole) {
        std::copy_n(&tape.values[own], kLanes, &outputs[whole]);
      });
    }
  }

  void pullback(Tape& anyTape, std::span<const double> cotangents, Gradient& anyGradient,
                std::span<double> inputCotangents) const override {
    auto& tape = static_cast<ProductTape&>(anyTape);
    auto& gradient = static_cast<ProductGradient&>(anyGradient);
    for (std::size_t f = 0; f < functions_.size(); ++f) {
      tape.values.resize(chunks() * places_[f].size() * kLanes);
      forRows(f, [&](std::size_t own, std::size_t whole) {
        std::copy_n(&cotangents[whole], kLanes, &tape.values[own]);
      });
      functions_[f]->pullback(*tape.parts[f], tape.values, *gradient.parts[f], inputCotangents);
    }
  }

  void collect(std::span<const std::unique_ptr<Gradient>> gradients,
               std::span<double> parameterGradient) const override {
    for (std::size_t f = 0; f < functions_.size(); ++f) {
      std::vector<std::unique_ptr<Gradient>> own;
      for (const auto& gradient : gradients) {
        own.push_back(std::move(static_cast<ProductGradient&>(*gradient).parts[f]));
      }
      functions_[f]->collect(own, parameterGradient);
      for (std::size_t g = 0; g < own.size(); ++g) {
        static_cast<ProductGradient&>(*gradients[g]).parts[f] = std::move(own[g]);
      }
    }
  }

 private:
  /// work(place among the values of part f, place among those of the whole) for every row.
  template <class Work>
  void forRows(std::size_t f, const Work& work) const {
    for (std::size_t c = 0; c < chunks(); ++c) {
      for (std::size_t o = 0; o < places_[f].size(); ++o) {
        work((c * places_[f].size() + o) * kLanes, (c * outputs_ + places_[f][o]) * kLanes);
      }
    }
  }

  std::size_t inputs_, outputs_;
  std::vector<std::unique_ptr<LaneFunction>> functions_;
  std::vector<std::vector<std::uint32_t>> places_;
};

}  // namespace

std::vector<CircuitPart> independentParts(const Circuit& circuit) {
  CircuitPart whole{.circuit = circuit, .outputs = {}};
  whole.outputs.resize(circuit.outputs.size());
  std::iota(whole.outputs.begin(), whole.outputs.end(), 0U);
  if (!isUnitary(circuit) || !circuit.readoutErrors.empty()) return {std::move(whole)};
  const WireGroups groups = groupsOf(circuit);
  std::vector<CircuitPart> parts;
  std::size_t outputs = 0;
  for (Wire w = 0; w < circuit.wires; ++w) {
    if (groups.of(w) != w) continue;
    CircuitPart part = partOf(circuit, groups, w);
    outputs += part.outputs.size();
    if (!part.outputs.empty()) parts.push_back(std::move(part));
  }
  // An output that looks at no wire is in no part.
  if (parts.size() < 2 || outputs < circuit.outputs.size()) return {std::move(whole)};
  return parts;
}

std::unique_ptr<LaneFunction> makeProductFunction(const Circuit& circuit, Precision precision) {
  return std::make_unique<ProductFunction>(circuit, precision);
}

}  // namespace qonvolve
