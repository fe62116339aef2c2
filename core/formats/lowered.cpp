// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/lowered.h"

#include <algorithm>
#include <cassert>
#include <cmath>

#include "core/base/text.h"
#include "core/circuit/gate_text.h"
#include "core/formats/preparation_gates.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

constexpr std::size_t kMaxItems = 1'000'000;

class Lowering {
 public:
  Lowering(const CircuitDocument& document, NameStyle style)
      : circuit_(document.circuit), values_(document.values), style_(style) {}

  Result<LoweredCircuit> run() {
    if (auto ok = check(); !ok) return ok.error();
    for (const Preparation& preparation : circuit_.preparations) prepare(preparation);
    std::size_t event = 0;
    for (std::size_t i = 0; i <= circuit_.ops.size(); ++i) {
      for (; event < circuit_.events.size() && circuit_.events[event].position == i; ++event) {
        add(circuit_.events[event]);
      }
      if (i == circuit_.ops.size()) break;
      const Op& op = circuit_.ops[i];
      LoweredItem item{.gate = op.gate, .wires = op.wires, .angles = {}, .condition = op.condition};
      for (std::size_t k = 0; k < gateInfo(op.gate).angles; ++k)
        item.angles[k] = text(op.angles[k]);
      result_.items.push_back(std::move(item));
    }
    return std::move(result_);
  }

 private:
  Result<void> check() const {
    if (values_.inputs) {
      assert(values_.inputs->size() == circuit_.inputs);
      if (auto ok = checkInputs(circuit_, *values_.inputs, ""); !ok) return ok;
    } else if (needsInputs(circuit_)) {
      return Error{"", "The encoding depends on all features of a sample at once.",
                   "Choose the sample to write the circuit for."};
    }
    std::size_t items = circuit_.ops.size() + circuit_.events.size();
    for (const Preparation& p : circuit_.preparations) items += std::size_t{2} << p.wires.size();
    if (items > kMaxItems) {
      return Error{"",
                   "The circuit has " + std::to_string(items) + " operations; at most " +
                       std::to_string(kMaxItems) + " are written.",
                   ""};
    }
    for (const Event& event : circuit_.events) {
      if (event.kind != Event::Kind::Channel) continue;
      return Error{
          "",
          "The noise \"" + circuit_.channels[event.index].name + "\" has no form in this language.",
          "Write the circuit without noise."};
    }
    return {};
  }

  void add(const Event& event) {
    const bool measure = event.kind == Event::Kind::Measure;
    result_.items.push_back(
        {.kind = measure ? LoweredItem::Kind::Measure : LoweredItem::Kind::Reset,
         .wires = {event.wires[0], 0, 0},
         .angles = {},
         .bit = event.index,
         .condition = event.condition});
  }

  void prepare(const Preparation& p) {
    std::vector<double> angles;  // empty: by name
    if (values_.inputs) {
      const auto x = std::span(*values_.inputs).subspan(p.first, p.count);
      if (p.kind == Preparation::Kind::Basis) return flipBits(p, x[0]);
      angles = p.kind == Preparation::Kind::Amplitude ? amplitudeAngles(p.wires.size(), x)
                                                      : std::vector<double>(x.begin(), x.end());
    }
    for (const PreparationStep& step : preparationSteps(p.wires)) {
      std::string angle;
      if (angles.empty()) {
        angle = weightedNames(step, p.first);
      } else {
        double sum = 0;
        for (std::size_t a = 0; a < step.weights.size(); ++a) {
          sum += step.weights[a] * angles[step.firstAngle + a];
        }
        angle = realText(sum);
      }
      result_.items.push_back(
          {.gate = GateId::RY, .wires = {step.target, 0, 0}, .angles = {std::move(angle), "", ""}});
      if (step.hasControl) {
        result_.items.push_back(
            {.gate = GateId::CX, .wires = {step.control, step.target, 0}, .angles = {}});
      }
    }
  }

  void flipBits(const Preparation& p, double id) {
    const auto number = static_cast<std::uint64_t>(std::llround(id));
    for (std::size_t bit = 0; bit < p.wires.size(); ++bit) {
      if (((number >> bit) & 1) == 0) continue;
      result_.items.push_back({.gate = GateId::X, .wires = {p.wires[bit], 0, 0}, .angles = {}});
    }
  }

  /// Weights of one step have one size: "0.25*(x_3 - x_4 + x_5 - x_6)".
  std::string weightedNames(const PreparationStep& step, std::uint32_t first) {
    std::string sum;
    for (std::size_t a = 0; a < step.weights.size(); ++a) {
      const bool minus = step.weights[a] < 0;
      if (a > 0) sum += minus ? " - " : " + ";
      sum += input(first + step.firstAngle + static_cast<std::uint32_t>(a));
    }
    if (step.weights.size() == 1) return sum;
    return realText(std::abs(step.weights[0])) + "*(" + sum + ")";
  }

  std::string name(const char* kind, std::uint32_t index) const {
    const std::string number = std::to_string(index);
    return style_ == NameStyle::Underscored ? std::string(kind) + "_" + number
                                            : std::string(kind) + "[" + number + "]";
  }
  std::string parameter(std::uint32_t index) {
    result_.parameters.insert(index);
    return name("theta", index);
  }
  std::string input(std::uint32_t index) {
    result_.inputs.insert(index);
    return name("x", index);
  }

  static std::string affine(double scale, double offset, const std::string& source) {
    std::string text = source;
    if (scale == -1) {
      text = "-" + source;
    } else if (scale != 1) {
      text = realText(scale) + "*" + source;
    }
    if (offset > 0) text += " + " + realText(offset);
    if (offset < 0) text += " - " + realText(-offset);
    return text;
  }

  std::string text(Angle angle) {
    const auto known = [this, &angle] {
      const std::span<const double> none;
      return realText(angleValue(circuit_, angle, values_.parameters ? *values_.parameters : none,
                                 values_.inputs ? *values_.inputs : none));
    };
    switch (angle.source) {
      case Angle::Source::Constant:
        return realText(angle.offset);
      case Angle::Source::TokenParameter:
        if (values_.parameters) return known();
        angle.index +=
            angle.stride * static_cast<std::uint32_t>(std::llround((*values_.inputs)[angle.token]));
        [[fallthrough]];
      case Angle::Source::Parameter:
        if (values_.parameters) return known();
        return affine(angle.scale, angle.offset, parameter(angle.index));
      case Angle::Source::Feature:
        break;
    }
    if (values_.inputs) return known();
    if (angle.index < circuit_.inputs) return affine(angle.scale, angle.offset, input(angle.index));
    const FeatureProduct& p = circuit_.products[angle.index - circuit_.inputs];
    return affine(angle.scale, angle.offset,
                  "(" + affine(p.scaleA, p.offsetA, input(p.a)) + ")*(" +
                      affine(p.scaleB, p.offsetB, input(p.b)) + ")");
  }

  const Circuit& circuit_;
  const CircuitValues& values_;
  NameStyle style_;
  LoweredCircuit result_;
};

}  // namespace

Result<LoweredCircuit> lower(const CircuitDocument& document, NameStyle style) {
  return Lowering(document, style).run();
}

std::string realText(double value) {
  std::string text = numberText(value);
  if (text.find('.') != std::string::npos) return text;
  text.insert(std::min(text.find('e'), text.size()), ".0");
  return text;
}

std::string commentHeader(const CircuitDocument& document, const std::string& comment) {
  std::vector<std::string> lines;
  if (!document.title.empty()) lines.push_back(document.title);
  lines.insert(lines.end(), document.notes.begin(), document.notes.end());
  for (std::size_t i = 0; i < document.circuit.outputs.size(); ++i) {
    lines.push_back("Output " + std::to_string(i) + ": " +
                    observableText(document.circuit.outputs[i], Script::Ascii));
  }
  std::string text;
  for (std::string& line : lines) {
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    text += comment + " " + line + "\n";
  }
  return text;
}

std::vector<std::pair<std::uint32_t, bool>> conditionBits(const Condition& condition) {
  std::vector<std::pair<std::uint32_t, bool>> bits;
  for (std::uint32_t bit = 0; bit < 64; ++bit) {
    if ((condition.mask >> bit & 1U) != 0) bits.emplace_back(bit, condition.value >> bit & 1U);
  }
  return bits;
}

}  // namespace qonvolve
