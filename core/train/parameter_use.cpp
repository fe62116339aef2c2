// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/parameter_use.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace qonvolve {

namespace {

// Above this degree a curve has more points than a search would take.
constexpr std::uint32_t kLargestDegree = 1000;

double commonDivisor(double a, double b) {
  while (b > 1e-9 * a) {
    const double rest = std::fmod(a, b);
    a = b;
    // A remainder just below b is zero up to rounding.
    b = b - rest < 1e-9 * b ? 0 : rest;
  }
  return a;
}

// Sum of oscillations: each gate angle adds its frequencies, all of them multiples of `unit`.
struct Spectrum {
  double unit = 0;
  double highest = 0;

  void add(double frequency, ShiftRule rule) {
    if (frequency == 0) return;
    const double smallest = rule == ShiftRule::FourTerm ? frequency / 2 : frequency;
    unit = unit == 0 ? smallest : commonDivisor(std::max(unit, smallest), std::min(unit, smallest));
    highest += frequency;
  }
  std::optional<Wave> wave() const {
    if (unit == 0) return Wave{1, 0};
    const double degree = std::round(highest / unit);
    if (degree > kLargestDegree) return {};
    return Wave{unit, static_cast<std::uint32_t>(degree)};
  }
};

// What feeds what, from the last stage back.
struct Paths {
  std::vector<bool> linear;   // the model's outputs are linear in the outputs of this stage
  std::vector<bool> trained;  // parameters stand behind the outputs of this stage
};

bool isLinear(const ClassicalNode& node) {
  using Kind = ClassicalNode::Kind;
  return node.kind == Kind::Linear || node.kind == Kind::Scale || node.kind == Kind::Mean ||
         node.kind == Kind::Add;
}

bool hasParameters(const Stage& stage) {
  if (const auto* node = std::get_if<ClassicalNode>(&stage)) {
    return parametersOf(*node) > 0;
  }
  const auto& ops = std::get<Circuit>(stage).ops;
  return std::any_of(ops.begin(), ops.end(), [](const Op& op) {
    return std::any_of(op.angles.begin(), op.angles.end(), [](const Angle& angle) {
      return angle.source == Angle::Source::Parameter ||
             angle.source == Angle::Source::TokenParameter;
    });
  });
}

Paths pathsOf(const Model& model) {
  const std::size_t count = model.stages.size();
  Paths paths{std::vector<bool>(count, true), std::vector<bool>(count)};
  for (std::size_t s = 0; s < count; ++s) {
    paths.trained[s] = hasParameters(model.stages[s].stage);
    for (const InputRef& ref : model.stages[s].inputs) {
      if (ref.stage >= 0 && paths.trained[static_cast<std::size_t>(ref.stage)]) {
        paths.trained[s] = true;
      }
    }
  }
  for (std::size_t s = count; s-- > 0;) {
    const auto* node = std::get_if<ClassicalNode>(&model.stages[s].stage);
    const bool through = node != nullptr && isLinear(*node) && paths.linear[s];
    for (const InputRef& ref : model.stages[s].inputs) {
      if (ref.stage >= 0 && !through) paths.linear[static_cast<std::size_t>(ref.stage)] = false;
    }
  }
  return paths;
}

std::uint64_t shiftsOf(ShiftRule rule) {
  return rule == ShiftRule::None ? 0 : rule == ShiftRule::TwoTerm ? 2 : 4;
}

class Analysis {
 public:
  explicit Analysis(const Model& model)
      : model_(model), paths_(pathsOf(model)), spectra_(model.parameterCount) {
    use_.parameters.resize(model.parameterCount);
  }

  ModelUse run() {
    for (std::size_t s = 0; s < model_.stages.size(); ++s) {
      if (const auto* circuit = std::get_if<Circuit>(&model_.stages[s].stage)) {
        use_.circuits += model_.stages[s].copies;
        for (const Op& op : circuit->ops) addOp(op, *circuit, s);
      }
    }
    for (std::size_t k = 0; k < spectra_.size(); ++k) {
      if (use_.parameters[k].angles > 0 && !bent_.contains(k)) {
        use_.parameters[k].wave = spectra_[k].wave();
      }
    }
    for (const auto& [gate, uses] : triples_) {
      const bool alone = std::all_of(gate.begin(), gate.end(), [&, n = uses](std::uint32_t k) {
        return use_.parameters[k].angles == n;
      });
      if (alone) use_.freeRotations.push_back(gate);
    }
    return std::move(use_);
  }

 private:
  void addOp(const Op& op, const Circuit& circuit, std::size_t stage) {
    const GateInfo& gate = gateInfo(op.gate);
    for (std::size_t a = 0; a < gate.angles; ++a) {
      const Angle& angle = op.angles[a];
      switch (angle.source) {
        case Angle::Source::Constant:
          break;
        case Angle::Source::Parameter:
          addAngle(angle.index, angle, gate, stage);
          break;
        case Angle::Source::TokenParameter:
          // A row of the table for each token that occurs: every row may be meant.
          for (std::size_t k = angle.index; angle.stride > 0 && k < spectra_.size();
               k += angle.stride) {
            addAngle(k, angle, gate, stage);
          }
          break;
        case Angle::Source::Feature:
          if (behindParameters(angle.index, circuit, stage)) {
            use_.inputShifts += model_.stages[stage].copies * shiftsOf(gate.shift);
          }
          break;
      }
    }
    if (op.gate == GateId::U3) addTriple(op, model_.stages[stage].copies);
  }

  void addAngle(std::size_t k, const Angle& angle, const GateInfo& gate, std::size_t stage) {
    const std::uint32_t copies = model_.stages[stage].copies;
    use_.parameters[k].angles += copies;
    use_.parameters[k].shifts += copies * shiftsOf(gate.shift);
    spectra_[k].add(std::abs(angle.scale), gate.shift);
    if (!paths_.linear[stage]) bent_.insert(k);
  }

  bool behindParameters(std::uint32_t feature, const Circuit& circuit, std::size_t stage) const {
    const auto trained = [&](std::uint32_t input) {
      const PlacedStage& placed = model_.stages[stage];
      for (std::uint32_t copy = 0; copy < placed.copies; ++copy) {
        const InputRef& ref = placed.inputs[copy * circuit.inputs + input];
        if (ref.stage >= 0 && paths_.trained[static_cast<std::size_t>(ref.stage)]) return true;
      }
      return false;
    };
    if (feature < circuit.inputs) return trained(feature);
    const FeatureProduct& product = circuit.products[feature - circuit.inputs];
    return trained(product.a) || trained(product.b);
  }

  void addTriple(const Op& op, std::uint64_t copies) {
    FreeRotation gate;
    for (std::size_t a = 0; a < 3; ++a) {
      if (op.angles[a] != Angle::parameter(op.angles[a].index)) return;
      gate[a] = op.angles[a].index;
    }
    if (gate[0] == gate[1] || gate[0] == gate[2] || gate[1] == gate[2]) return;
    triples_[gate] += copies;
  }

  const Model& model_;
  Paths paths_;
  ModelUse use_;
  std::vector<Spectrum> spectra_;
  std::set<std::size_t> bent_;  // parameters before a stage that is not linear
  std::map<FreeRotation, std::uint64_t> triples_;
};

std::uint64_t pairs(std::uint64_t count) {
  return count * (count + 1) / 2;
}

}  // namespace

std::uint64_t ModelUse::gradientCircuits() const {
  std::uint64_t count = circuits + inputShifts;
  for (const ParameterUse& parameter : parameters) count += parameter.shifts;
  return count;
}

ModelUse analyseUse(const Model& model) {
  return Analysis(model).run();
}

std::optional<Wave> lossWave(const std::optional<Wave>& outputs,
                             const std::optional<std::uint32_t>& lossDegree) {
  if (!outputs || !lossDegree) return {};
  return Wave{outputs->frequency, outputs->degree * *lossDegree};
}

std::uint64_t metricCircuits(const Model& model, const ModelUse& use, Coupling coupling) {
  const auto angles = [&](std::uint32_t first, std::uint32_t count) {
    std::uint64_t sum = 0;
    for (std::uint32_t k = first; k < first + count; ++k) sum += use.parameters[k].angles;
    return sum;
  };
  std::uint64_t circuits = 0;
  switch (coupling) {
    case Coupling::Full:
      return pairs(angles(0, model.parameterCount));
    case Coupling::Block:
      for (const ParameterGroup& group : model.groups) {
        circuits += pairs(angles(group.first, group.count));
      }
      return circuits;
    case Coupling::Diagonal:
      for (const ParameterUse& parameter : use.parameters) circuits += pairs(parameter.angles);
      return circuits;
  }
  return circuits;
}

}  // namespace qonvolve
