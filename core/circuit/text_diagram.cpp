// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/circuit/text_diagram.h"

#include <algorithm>

#include "core/base/text.h"

namespace qonvolve {
namespace {

/// The characters of a script, by role.
struct Glyphs {
  const char* wire;
  const char* classicalWire;
  const char* vertical;
  const char* classicalVertical;
  const char* crossing;
  const char* classicalCrossing;
  const char* control;
  const char* plus;
  const char* cross;
  const char* left;
  const char* right;
  const char* side;
  const char* end;
};
constexpr Glyphs kUnicode{"─", "═", "│", "║", "┼", "╫", "●", "⊕", "×", "┤", "├", "│", "⊣"};
constexpr Glyphs kAscii{"-", "=", "|", "|", "+", "+", "@", "X", "x", "[", "]", "|", "|"};

std::string repeated(const char* glyph, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += glyph;
  return text;
}

/// `text` in the middle of `width` characters of `filler`.
std::string centered(const std::string& text, std::size_t width, const char* filler) {
  const std::size_t length = textLength(text);
  const std::size_t left = (width - length) / 2;
  return repeated(filler, left) + text + repeated(filler, width - length - left);
}

/// Letters only where the script is Ascii: captions and symbols hold a few other characters.
std::string inScript(std::string text, Script script) {
  if (script == Script::Unicode) return text;
  constexpr std::pair<const char*, const char*> kReplacements[] = {
      {"⟨", "<"},  {"⟩", ">"}, {"θ", "th"}, {"π", "pi"}, {"−", "-"}, {"–", ".."},
      {"†", "dg"}, {"√", "s"}, {"₀", "0"},  {"₁", "1"},  {"₂", "2"}, {"₃", "3"},
      {"₄", "4"},  {"₅", "5"}, {"₆", "6"},  {"₇", "7"},  {"₈", "8"}, {"₉", "9"}};
  for (const auto& [from, to] : kReplacements) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
      text.replace(at, std::string_view(from).size(), to);
    }
  }
  return text;
}

class Canvas {
 public:
  Canvas(std::span<const DrawBlock> blocks, const Layout& layout, Script script)
      : blocks_(blocks),
        layout_(layout),
        script_(script),
        glyphs_(script == Script::Unicode ? kUnicode : kAscii) {
    measure();
  }

  std::string draw(std::size_t width) const {
    std::string text = std::string(kWireOrderNote) + "\n";
    for (int first = 0; first < layout_.columns;) {
      std::size_t used = labelWidth_ + widths_[at(first)];
      int last = first;
      while (last + 1 < layout_.columns && (width == 0 || used + widths_[at(last + 1)] <= width)) {
        used += widths_[at(++last)];
      }
      text += "\n" + drawLine(first, last);
      first = last + 1;
    }
    return text;
  }

 private:
  static std::size_t at(int column) { return static_cast<std::size_t>(column); }

  std::string label(const PlacedGate& gate) const {
    std::string text = gate.symbol;
    if (!gate.tag.empty()) text += " " + gate.tag;
    if (!gate.caption.empty() && gate.kind != PlacedGate::Kind::Unit) {
      text += "(" + gate.caption + ")";
    }
    return inScript(text, script_);
  }

  /// "M", with the name of the bit that keeps the outcome: "M c0".
  static std::string meterLabel(const PlacedGate& gate) {
    return gate.kind == PlacedGate::Kind::Event ? gate.symbol + " " + gate.caption : "M";
  }

  void measure() {
    widths_.assign(at(std::max(layout_.columns, 0)), 3);
    for (const PlacedGate& gate : layout_.gates) {
      const bool hasBox = std::any_of(gate.marks.begin(), gate.marks.end(), [](const Mark& mark) {
        return mark.kind == Mark::Kind::Box || mark.kind == Mark::Kind::Meter;
      });
      const std::size_t width = hasBox ? textLength(label(gate)) + 4 : 3;
      widths_[at(gate.column)] = std::max(widths_[at(gate.column)], width);
    }
    for (const BlockRange& range : layout_.blocks) {
      std::size_t width = 0;
      for (int c = range.firstColumn; c <= range.lastColumn; ++c) width += widths_[at(c)];
      const std::size_t title = textLength(name(range)) + 2;
      if (width < title) widths_[at(range.lastColumn)] += title - width;
    }
    labelWidth_ = 0;
    for (std::size_t wire = 0; wire < layout_.wires.size(); ++wire) {
      labelWidth_ = std::max(labelWidth_, wireLabel(wire).size());
    }
  }

  const std::string& name(const BlockRange& range) const {
    return blocks_[static_cast<std::size_t>(range.block)].name;
  }

  static std::string wireLabel(std::size_t wire) { return "q" + std::to_string(wire) + ": "; }

  bool runsAt(std::size_t wire, int column) const {
    return column <= layout_.wires[wire].endColumn;
  }

  const char* wireGlyph(std::size_t wire, int column) const {
    if (!runsAt(wire, column)) return " ";
    const int classicalFrom = layout_.wires[wire].classicalFrom;
    return classicalFrom >= 0 && column > classicalFrom ? glyphs_.classicalWire : glyphs_.wire;
  }

  /// What stands on text row `row` (even: wire row / 2, odd: below it) in a column; `shown` are the
  /// rows of this line.
  std::string cell(const std::vector<std::size_t>& shown, std::size_t row, int column) const {
    const std::size_t width = widths_[at(column)];
    const bool onWire = row % 2 == 0;
    const std::size_t wire = row / 2;
    const char* filler = onWire ? wireGlyph(wire, column) : " ";
    for (const PlacedGate& gate : layout_.gates) {
      if (gate.column != column || gate.marks.empty()) continue;
      const std::size_t top = 2 * std::size_t{gate.marks.front().wire};
      const std::size_t bottom = 2 * std::size_t{gate.marks.back().wire};
      if (row < top || row > bottom) continue;
      const auto first = std::lower_bound(shown.begin(), shown.end(), top);
      const auto last = std::lower_bound(shown.begin(), shown.end(), bottom);
      return gateCell(gate, row, *(first + (last - first) / 2), width, filler);
    }
    const WireRun& run = layout_.wires[wire];
    if (onWire && run.end == WireRun::End::Discarded && column == run.endColumn) {
      const char* line = run.classicalFrom >= 0 ? glyphs_.classicalWire : glyphs_.wire;
      return line + std::string(glyphs_.end) + std::string(width - 2, ' ');
    }
    return repeated(filler, width);
  }

  std::string gateCell(const PlacedGate& gate, std::size_t row, std::size_t middle,
                       std::size_t width, const char* filler) const {
    const bool onWire = row % 2 == 0;
    if (gate.joined) {
      const std::string text = row == middle ? label(gate) : "";
      const std::string inner = centered(text, width - 4, " ");
      const bool touches = std::any_of(gate.marks.begin(), gate.marks.end(), [&](const Mark& mark) {
        return onWire && mark.wire == row / 2;
      });
      if (touches) {
        return centered(glyphs_.left + inner + glyphs_.right, width, filler);
      }
      return centered(glyphs_.side + inner + glyphs_.side, width, " ");
    }
    const char* vertical = gate.classical ? glyphs_.classicalVertical : glyphs_.vertical;
    if (!onWire) return centered(vertical, width, " ");
    for (const Mark& mark : gate.marks) {
      if (2 * std::size_t{mark.wire} != row) continue;
      std::string sign;
      switch (mark.kind) {
        case Mark::Kind::Control:
          sign = glyphs_.control;
          break;
        case Mark::Kind::Plus:
          sign = glyphs_.plus;
          break;
        case Mark::Kind::Cross:
          sign = glyphs_.cross;
          break;
        case Mark::Kind::Meter:
          sign = glyphs_.left + meterLabel(gate) + glyphs_.right;
          break;
        case Mark::Kind::Box:
          sign = glyphs_.left + label(gate) + glyphs_.right;
          break;
      }
      // The wire ends at a readout and is classical after a meter.
      const char* after = filler;
      if (mark.kind == Mark::Kind::Meter) after = wireGlyph(row / 2, gate.column + 1);
      if (gate.kind == PlacedGate::Kind::Readout) after = " ";
      const std::size_t length = textLength(sign);
      const std::size_t left = (width - length) / 2;
      return repeated(filler, left) + sign + repeated(after, width - length - left);
    }
    const bool empty = std::string_view(filler) == " ";
    const char* crossing = gate.classical ? glyphs_.classicalCrossing : glyphs_.crossing;
    return centered(empty ? vertical : crossing, width, filler);
  }

  std::string titles(int first, int last) const {
    std::string text(labelWidth_, ' ');
    std::size_t used = 0;
    std::size_t position = 0;
    for (int column = first; column <= last; ++column) {
      for (const BlockRange& range : layout_.blocks) {
        if (range.firstColumn != column) continue;
        text += std::string(position - used, ' ') + name(range);
        used = position + textLength(name(range));
      }
      position += widths_[at(column)];
    }
    return used > 0 ? text + "\n" : "";
  }

  std::string drawLine(int first, int last) const {
    // Wires that have ended leave no empty rows.
    std::vector<std::size_t> shown;
    for (std::size_t wire = 0; wire < layout_.wires.size(); ++wire) {
      if (!runsAt(wire, first)) continue;
      if (!shown.empty()) shown.push_back(2 * wire - 1);
      shown.push_back(2 * wire);
    }
    std::string text = titles(first, last);
    for (const std::size_t row : shown) {
      std::string line = row % 2 == 0 ? wireLabel(row / 2) : "";
      line.resize(labelWidth_, ' ');
      for (int column = first; column <= last; ++column) line += cell(shown, row, column);
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    return text;
  }

  std::span<const DrawBlock> blocks_;
  const Layout& layout_;
  Script script_;
  const Glyphs& glyphs_;
  std::vector<std::size_t> widths_;
  std::size_t labelWidth_ = 0;
};

std::string wireList(const std::vector<Wire>& wires) {
  std::string text;
  for (const Wire wire : wires) text += (text.empty() ? "q" : ", q") + std::to_string(wire);
  return text;
}

/// gateLine() with the values of its parameters.
std::string valuedLine(const Circuit& circuit, const Op& op, std::span<const double> theta) {
  std::string line = gateLine(circuit, op, Script::Ascii);
  std::string values;
  for (std::size_t i = 0; i < gateInfo(op.gate).angles; ++i) {
    double radians = 0;
    if (op.angles[i].source != Angle::Source::Parameter ||
        !angleValue(op.angles[i], theta, radians)) {
      continue;
    }
    values += (values.empty() ? " = " : ", ") + piText(radians, Script::Ascii);
  }
  const std::size_t close = line.find(')');
  if (!values.empty() && close != std::string::npos) line.insert(close, values);
  return line;
}

}  // namespace

std::size_t textLength(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

std::string drawText(const Circuit& circuit, std::span<const DrawBlock> blocks,
                     const Layout& layout, Script script, std::size_t width) {
  std::string text = Canvas(blocks, layout, script).draw(width);
  std::string outputs;
  for (const Observable& output : circuit.outputs) {
    outputs += (outputs.empty() ? "" : ", ") + observableText(output, script);
  }
  if (!outputs.empty()) text += "\noutputs: " + outputs + "\n";
  return text;
}

std::vector<std::string> circuitLines(const Circuit& circuit, std::span<const DrawBlock> blocks,
                                      std::span<const double> theta) {
  std::vector<std::string> lines{std::to_string(circuit.wires) + " qubits, " + kWireOrderNote};
  std::size_t done = 0;
  std::size_t events = 0;
  const auto listEvents = [&](std::size_t position) {
    for (; events < circuit.events.size() && circuit.events[events].position <= position;
         ++events) {
      lines.push_back("   " + eventLine(circuit, circuit.events[events], Script::Ascii));
    }
  };
  const auto listOps = [&](std::size_t end) {
    for (; done < end; ++done) {
      listEvents(done);
      lines.push_back(std::to_string(done + 1) + ". " +
                      valuedLine(circuit, circuit.ops[done], theta));
    }
  };
  const auto listPreparations = [&](BlockId id) {
    for (const Preparation& preparation : circuit.preparations) {
      if (preparation.block != id) continue;
      lines.push_back(std::string(preparationName(preparation.kind)) + " of " +
                      std::to_string(preparation.count) +
                      (preparation.count == 1 ? " input on " : " inputs on ") +
                      wireList(preparation.wires));
    }
  };
  for (const DrawBlock& block : blocks) {
    listOps(block.firstOp);
    lines.push_back("[" + block.name + "]");
    listPreparations(block.id);
    listOps(std::size_t{block.firstOp} + block.opCount);
    for (const Wire wire : block.wiresIn) {
      if (std::find(block.wiresOut.begin(), block.wiresOut.end(), wire) == block.wiresOut.end()) {
        lines.push_back("q" + std::to_string(wire) + " traced out: ignored from here");
      }
    }
  }
  listOps(circuit.ops.size());
  listEvents(circuit.ops.size());
  for (const ReadoutError& error : circuit.readoutErrors) {
    lines.push_back("Readout error of q" + std::to_string(error.wire) + ": reads 1 for 0 with " +
                    numberText(error.oneIfZero) + ", 0 for 1 with " + numberText(error.zeroIfOne));
  }
  for (const Observable& output : circuit.outputs) {
    lines.push_back("Output: " + observableText(output, Script::Ascii));
  }
  return lines;
}

}  // namespace qonvolve
