// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/gate_text.h"

#include <array>
#include <cmath>
#include <numbers>

#include "core/base/text.h"

namespace qonvolve {
namespace {

std::string indexText(std::uint32_t index, Script script) {
  if (script == Script::Ascii) return "_" + std::to_string(index);
  constexpr std::array<const char*, 10> kSubscripts{"₀", "₁", "₂", "₃", "₄",
                                                    "₅", "₆", "₇", "₈", "₉"};
  std::string text;
  for (const char digit : std::to_string(index)) {
    text += kSubscripts[static_cast<std::size_t>(digit - '0')];
  }
  return text;
}

const char* minus(Script script) {
  return script == Script::Unicode ? "−" : "-";
}

bool near(double a, double b) {
  return std::abs(a - b) < 1e-9;
}

/// offset + scale * name, short: "x₀", "−x₀", "π−x₀", "2x₀".
std::string affineText(double scale, double offset, const std::string& name, Script script) {
  std::string text;
  const double size = std::abs(scale);
  const bool hasOffset = !near(offset, 0);
  if (hasOffset) text = piText(offset, script);
  if (scale < 0)
    text += minus(script);
  else if (hasOffset)
    text += "+";
  if (!near(size, 1)) {
    const double turns = size / std::numbers::pi;
    const bool niceTurns = near(turns * 4, std::round(turns * 4));
    if (near(size, 0.5)) return text + name + "/2";
    if (niceTurns)
      text += piText(size, script);
    else
      text += near(size, std::round(size)) ? fixedText(size, 0) : fixedText(size, 2);
    if (script == Script::Ascii) text += "*";
  }
  return text + name;
}

std::string featureText(const Circuit& circuit, const Angle& angle, Script script) {
  if (angle.index < circuit.inputs) {
    return affineText(angle.scale, angle.offset, "x" + indexText(angle.index, script), script);
  }
  const std::size_t slot = angle.index - circuit.inputs;
  if (slot >= circuit.products.size()) {
    return affineText(angle.scale, angle.offset, "x" + indexText(angle.index, script), script);
  }
  const FeatureProduct& product = circuit.products[slot];
  const auto factor = [script](std::uint32_t index, double scale, double offset) {
    const std::string text = affineText(scale, offset, "x" + indexText(index, script), script);
    return near(scale, 1) && near(offset, 0) ? text : "(" + text + ")";
  };
  std::string name = factor(product.a, product.scaleA, product.offsetA);
  const std::string second = factor(product.b, product.scaleB, product.offsetB);
  if (script == Script::Ascii) name += "*";
  return affineText(angle.scale, angle.offset, name + second, script);
}

}  // namespace

std::string piText(double radians, Script script) {
  if (!std::isfinite(radians)) return numberText(radians);
  const std::string pi = script == Script::Unicode ? "π" : "pi";
  const std::string sign = radians < 0 ? minus(script) : "";
  const double turns = std::abs(radians) / std::numbers::pi;
  if (turns < 1e-9) return "0";
  for (const int divisor : {1, 2, 3, 4, 6, 8, 16}) {
    const double multiple = turns * divisor;
    if (multiple > 64 || !near(multiple, std::round(multiple))) continue;
    std::string text = sign;
    if (std::lround(multiple) != 1) text += std::to_string(std::lround(multiple));
    text += pi;
    if (divisor != 1) text += "/" + std::to_string(divisor);
    return text;
  }
  return turnsText(radians, 2, script) + pi;
}

std::optional<double> piValue(std::string_view text) {
  std::string plain;  // without blanks and signs of multiplication, in ASCII
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    const auto take = [&](std::string_view symbol, const char* meaning) {
      if (!rest.starts_with(symbol)) return false;
      plain += meaning;
      i += symbol.size() - 1;
      return true;
    };
    if (take(" ", "") || take("*", "") || take("·", "") || take("π", "pi") || take("−", "-")) {
      continue;
    }
    plain += rest.front();
  }
  const std::size_t at = plain.find("pi");
  if (at == std::string::npos) return std::nullopt;
  std::string factor = plain.substr(0, at);
  const std::string after = plain.substr(at + 2);
  if (factor.empty() || factor == "-" || factor == "+") factor += "1";
  if (factor.front() == '+') factor.erase(0, 1);
  const auto multiple = parseDouble(factor);
  const auto divisor = parseDouble(after.empty() ? "1" : after.substr(1));
  const bool whole = after.empty() || after.front() == '/';
  if (!whole || !multiple || !divisor || *divisor == 0) return std::nullopt;
  return *multiple * std::numbers::pi / *divisor;
}

std::string turnsText(double radians, int digits, Script script) {
  const double turns = radians / std::numbers::pi;
  const std::string text = fixedText(std::abs(turns), digits);
  const bool zero = text.find_first_of("123456789") == std::string::npos;
  return turns < 0 && !zero ? minus(script) + text : text;
}

std::string parameterName(std::uint32_t index, Script script) {
  return (script == Script::Unicode ? "θ" : "theta") + indexText(index, script);
}

std::string angleText(const Circuit& circuit, const Angle& angle, Script script) {
  switch (angle.source) {
    case Angle::Source::Constant:
      return piText(angle.offset, script);
    case Angle::Source::Parameter:
      return affineText(angle.scale, angle.offset, parameterName(angle.index, script), script);
    case Angle::Source::Feature:
      return featureText(circuit, angle, script);
    case Angle::Source::TokenParameter:
      return affineText(
          angle.scale, angle.offset,
          parameterName(angle.index, script) + "[x" + indexText(angle.token, script) + "]", script);
  }
  return {};
}

bool angleValue(const Angle& angle, std::span<const double> theta, double& radians) {
  if (angle.source == Angle::Source::Constant) {
    radians = angle.offset;
    return true;
  }
  if (angle.source != Angle::Source::Parameter || angle.index >= theta.size()) return false;
  radians = angle.offset + angle.scale * theta[angle.index];
  return true;
}

std::string anglesText(const Circuit& circuit, const Op& op, Script script) {
  const std::size_t count = gateInfo(op.gate).angles;
  if (count == 0) return {};
  bool consecutive = count > 1;
  for (std::size_t i = 0; i < count; ++i) {
    const Angle& angle = op.angles[i];
    consecutive = consecutive && angle.source == Angle::Source::Parameter && angle.scale == 1 &&
                  angle.offset == 0 && angle.index == op.angles[0].index + i;
  }
  if (consecutive) {
    const std::string dash = script == Script::Unicode ? "–" : "..";
    return parameterName(op.angles[0].index, script) + dash +
           (script == Script::Unicode ? parameterName(op.angles[count - 1].index, script)
                                      : std::to_string(op.angles[count - 1].index));
  }
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) text += ", ";
    text += angleText(circuit, op.angles[i], script);
  }
  return text;
}

std::string gateTitle(GateId gate) {
  const GateInfo& info = gateInfo(gate);
  if (gate == GateId::CX) return "CNOT";
  if (gate == GateId::CCX) return "Toffoli";
  std::string title;
  for (int i = 0; i < info.controls; ++i) title += "C";
  return title + std::string(info.symbol);
}

std::string gateLine(const Circuit& circuit, const Op& op, Script script) {
  const GateInfo& info = gateInfo(op.gate);
  std::string line = gateTitle(op.gate);
  if (info.angles > 0) {
    line += "(";
    for (std::size_t i = 0; i < info.angles; ++i) {
      if (i > 0) line += ", ";
      line += angleText(circuit, op.angles[i], script);
    }
    line += ")";
  }
  for (std::size_t i = 0; i < info.wires; ++i) {
    if (i == info.controls && i > 0) line += script == Script::Unicode ? " →" : " ->";
    line += " q" + std::to_string(op.wires[i]);
  }
  if (op.condition > 0) line += ", " + conditionText(circuit, op.condition);
  if (op.measured) line += " (after measuring q" + std::to_string(op.wires[0]) + ")";
  return line;
}

std::string conditionText(const Circuit& circuit, std::uint32_t condition) {
  const Condition& when = circuit.conditions[condition - 1];
  std::string bits;
  std::string values;
  for (int bit = 63; bit >= 0; --bit) {
    if ((when.mask >> bit & 1) == 0) continue;
    bits += "c" + std::to_string(bit);
    values += (when.value >> bit & 1) != 0 ? '1' : '0';
  }
  return "if " + bits + "=" + values;
}

std::string eventLine(const Circuit& circuit, const Event& event, Script script) {
  const std::string wire = "q" + std::to_string(event.wires[0]);
  std::string line;
  switch (event.kind) {
    case Event::Kind::Measure:
      line = "measure " + wire + (script == Script::Unicode ? " → c" : " -> c") +
             std::to_string(event.index);
      break;
    case Event::Kind::Reset:
      line = "reset " + wire;
      break;
    case Event::Kind::Channel: {
      const Channel& channel = circuit.channels[event.index];
      line = channel.name;
      if (!channel.caption.empty()) line += " (" + channel.caption + ")";
      line += " on " + wire;
      if (channel.wires == 2) line += ", q" + std::to_string(event.wires[1]);
      break;
    }
  }
  if (event.condition > 0) line += ", " + conditionText(circuit, event.condition);
  return line;
}

std::string observableText(const Observable& observable, Script script) {
  const bool unicode = script == Script::Unicode;
  if (observable.projector) {
    std::string wires;
    std::string bits;
    for (int q = 63; q >= 0; --q) {
      if ((observable.mask >> q & 1) == 0) continue;
      if (!wires.empty()) wires += " ";
      wires += "q" + std::to_string(q);
      bits += (observable.value >> q & 1) != 0 ? '1' : '0';
    }
    return "P(" + wires + " = " + bits + ")";
  }
  std::string text;
  for (const PauliTerm& term : observable.terms) {
    if (!text.empty()) text += " + ";
    if (!near(term.coefficient, 1)) text += numberText(term.coefficient) + " ";
    std::string product;
    for (int q = 0; q < 64; ++q) {
      const bool x = (term.xMask >> q & 1) != 0;
      const bool z = (term.zMask >> q & 1) != 0;
      if (!x && !z) continue;
      if (!product.empty()) product += " ";
      product += x ? (z ? "Y" : "X") : "Z";
      product += " q" + std::to_string(q);
    }
    if (product.empty()) product = "1";
    text += (unicode ? "⟨" : "<") + product + (unicode ? "⟩" : ">");
  }
  return text;
}

std::string_view preparationName(Preparation::Kind kind) {
  switch (kind) {
    case Preparation::Kind::Amplitude:
      return "Amplitudes";
    case Preparation::Kind::AngleTree:
      return "Angle tree";
    case Preparation::Kind::Basis:
      return "Basis state";
  }
  return {};
}

}  // namespace qonvolve
