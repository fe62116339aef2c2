// SPDX-License-Identifier: GPL-3.0-or-later
// The drawing as LaTeX: one row a wire, one column a column of the layout.
#include <algorithm>
#include <array>

#include "core/circuit/gate_text.h"
#include "core/formats/lowered.h"
#include "core/sim/statevector.h"

namespace qonvolve {
namespace {

/// Angles whose value is known, as numbers.
Circuit withValues(const CircuitDocument& document) {
  Circuit circuit = document.circuit;
  const CircuitValues& values = document.values;
  for (Op& op : circuit.ops) {
    for (Angle& angle : op.angles) {
      const bool usesInput =
          angle.source == Angle::Source::Feature || angle.source == Angle::Source::TokenParameter;
      const bool usesParameter =
          angle.source == Angle::Source::Parameter || angle.source == Angle::Source::TokenParameter;
      if ((usesInput && !values.inputs) || (usesParameter && !values.parameters)) continue;
      const std::span<const double> none;
      angle = Angle::constant(angleValue(document.circuit, angle,
                                         values.parameters ? *values.parameters : none,
                                         values.inputs ? *values.inputs : none));
    }
  }
  return circuit;
}

/// Characters that mean something to TeX.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\') {
      safe += "\\textbackslash{}";
    } else if (std::string_view("{}$&#_%").find(c) != std::string_view::npos) {
      safe += std::string("\\") + c;
    } else if (c == '^' || c == '~') {
      safe += std::string("\\") + c + "{}";
    } else {
      safe += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
  }
  return safe;
}

struct Replacement {
  std::string_view from;
  std::string_view to;
};
constexpr std::array kMath{Replacement{"θ", "\\theta "},   Replacement{"π", "\\pi "},
                           Replacement{"−", "-"},          Replacement{"⟨", "\\langle "},
                           Replacement{"⟩", "\\rangle "},  Replacement{"–", "\\text{--}"},
                           Replacement{"†", "^\\dagger "}, Replacement{"√", "\\sqrt "}};
constexpr std::array<std::string_view, 10> kSubscripts{"₀", "₁", "₂", "₃", "₄",
                                                       "₅", "₆", "₇", "₈", "₉"};

/// Captions such as "θ₁₂", "(π−x₀)(π−x₁)" as formulas.
std::string formula(std::string_view text) {
  std::string math;
  bool inSubscript = false;
  while (!text.empty()) {
    const auto digit = std::ranges::find_if(
        kSubscripts, [text](std::string_view sign) { return text.starts_with(sign); });
    if (digit != kSubscripts.end()) {
      if (!inSubscript) {
        while (math.ends_with(' ')) math.pop_back();
        math += "_{";
      }
      inSubscript = true;
      math += static_cast<char>('0' + (digit - kSubscripts.begin()));
      text.remove_prefix(digit->size());
      continue;
    }
    if (inSubscript) math += "}";
    inSubscript = false;
    const auto known = std::ranges::find_if(
        kMath, [text](const Replacement& one) { return text.starts_with(one.from); });
    if (known != kMath.end()) {
      math += known->to;
      text.remove_prefix(known->from.size());
    } else {
      math += escaped(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
  return inSubscript ? math + "}" : math;
}

/// "RXX" as R_{XX}, "U3" as U_{3}, "SWAP" in upright letters, everything else as formula.
std::string gateSymbol(const PlacedGate& gate) {
  const std::string& symbol = gate.symbol;
  if (gate.kind == PlacedGate::Kind::Gate && symbol.size() > 1 &&
      (symbol[0] == 'R' || symbol[0] == 'U')) {
    return symbol.substr(0, 1) + "_{" + symbol.substr(1) + "}";
  }
  if (gate.kind == PlacedGate::Kind::Gate || gate.kind == PlacedGate::Kind::Readout) {
    return symbol == "SWAP" ? "\\text{SWAP}" : formula(symbol);
  }
  std::string text = "\\text{" + escaped(symbol) + "}";
  if (!gate.tag.empty()) text += "_{" + gate.tag + "}";
  return text;
}

std::string label(const PlacedGate& gate) {
  std::string text = gateSymbol(gate);
  if (gate.kind == PlacedGate::Kind::Gate && !gate.caption.empty()) {
    text += "(" + formula(gate.caption) + ")";
  }
  return text;
}

class Grid {
 public:
  Grid(const Layout& layout, std::span<const DrawBlock> blocks) : layout_(layout), blocks_(blocks) {
    cells_.assign(layout.wires.size(),
                  std::vector<std::string>(static_cast<std::size_t>(layout.columns) + 1));
  }

  std::string text() {
    for (const PlacedGate& gate : layout_.gates) place(gate);
    for (Wire wire = 0; wire < layout_.wires.size(); ++wire) run(wire);
    for (const BlockRange& range : layout_.blocks) {  // the line stands right of its column
      at(0, range.firstColumn - 1) +=
          " \\slice{" + escaped(blocks_[static_cast<std::size_t>(range.block)].name) + "}";
    }
    std::string result;
    for (std::size_t wire = 0; wire < cells_.size(); ++wire) {
      result += "\\lstick{$q_{" + std::to_string(wire) + "}$}";
      for (std::size_t column = 0; column < cells_[wire].size(); ++column) {
        if (column == 0) {
          result += cells_[wire][column];
        } else {
          result += " & " + cells_[wire][column];
        }
      }
      result += wire + 1 < cells_.size() ? " & \\\\\n" : " &\n";
    }
    return result;
  }

 private:
  /// Column -1 is that of the labels.
  std::string& at(Wire wire, int column) {
    return cells_[wire][static_cast<std::size_t>(column + 1)];
  }
  static std::string distance(Wire from, Wire to) {
    return std::to_string(static_cast<std::int64_t>(to) - static_cast<std::int64_t>(from));
  }

  /// The mark on `wire` that a connector from mark `index` leads to: its neighbour towards the
  /// target, which is the first mark that is no control.
  static Wire partner(const std::vector<Mark>& marks, std::size_t index) {
    const auto target = std::ranges::find_if(marks, [](const Mark& mark) {
      return mark.kind != Mark::Kind::Control && mark.kind != Mark::Kind::Meter;
    });
    const bool down = target == marks.end() || target->wire > marks[index].wire;
    return down ? marks[index + 1].wire : marks[index - 1].wire;
  }

  void box(const PlacedGate& gate, const std::vector<Wire>& wires) {
    const Wire top = wires.front();
    const Wire bottom = wires.back();
    std::string cell = "\\gate";
    std::string options;
    if (bottom > top) options = std::to_string(bottom - top + 1);
    if (gate.dashed) options += (options.empty() ? "" : ", ") + std::string("style={dashed}");
    if (!options.empty()) cell += "[" + options + "]";
    at(top, gate.column) = cell + "{" + label(gate) + "}";
    for (Wire wire = top + 1; wire < bottom; ++wire) {
      const bool own = std::ranges::find(wires, wire) != wires.end();
      const bool living = gate.column <= layout_.wires[wire].endColumn;
      if (!own && living) at(wire, gate.column) = "\\linethrough";
    }
  }

  void place(const PlacedGate& gate) {
    std::vector<Wire> boxes;
    bool firstCross = true;
    for (std::size_t i = 0; i < gate.marks.size(); ++i) {
      const Mark& mark = gate.marks[i];
      std::string& cell = at(mark.wire, gate.column);
      switch (mark.kind) {
        case Mark::Kind::Box:
          boxes.push_back(mark.wire);
          break;
        case Mark::Kind::Control: {
          const bool last = i + 1 == gate.marks.size();
          const bool allControls = std::ranges::all_of(
              gate.marks, [](const Mark& one) { return one.kind == Mark::Kind::Control; });
          cell = allControls && last
                     ? "\\control{}"
                     : "\\ctrl{" + distance(mark.wire, partner(gate.marks, i)) + "}";
          break;
        }
        case Mark::Kind::Plus:
          cell = "\\targ{}";
          break;
        case Mark::Kind::Cross:
          cell = "\\targX{}";
          if (firstCross && i + 1 < gate.marks.size()) {
            cell = "\\swap{" + distance(mark.wire, gate.marks.back().wire) + "}";
          }
          firstCross = false;
          break;
        case Mark::Kind::Meter:
          cell = "\\meter{}";
          if (gate.marks.size() > 1) {
            const Wire other = partner(gate.marks, i);
            const bool down = other > mark.wire;
            cell += std::string(" \\wire[") + (down ? "d" : "u") + "][" +
                    distance(std::min(mark.wire, other), std::max(mark.wire, other)) + "]{c}";
          }
          break;
      }
    }
    if (!boxes.empty()) box(gate, boxes);
  }

  /// How the wire goes on after its last sign: classical, or not at all.
  void run(Wire wire) {
    const WireRun& run = layout_.wires[wire];
    if (run.end == WireRun::End::Discarded) at(wire, run.endColumn) = "\\ground{}";
    if (run.classicalFrom >= 0 && run.classicalFrom + 1 < layout_.columns) {
      at(wire, run.classicalFrom + 1) += " \\setwiretype{c}";
    }
    if (run.end != WireRun::End::Open && run.endColumn + 1 < layout_.columns) {
      at(wire, run.endColumn + 1) += " \\setwiretype{n}";
    }
  }

  const Layout& layout_;
  std::span<const DrawBlock> blocks_;
  std::vector<std::vector<std::string>> cells_;
};

}  // namespace

Result<std::string> writeQuantikz(const CircuitDocument& document) {
  // TeX's main memory of 5 million words, as distributed, holds about 2,000 cells.
  constexpr std::size_t kManyCells = 1'500, kMaxCells = 20'000;
  if (document.values.inputs) {
    if (auto ok = checkInputs(document.circuit, *document.values.inputs, ""); !ok) {
      return ok.error();
    }
  }
  const Circuit circuit = withValues(document);
  const Layout layout = layoutCircuit(circuit, document.blocks, document.layout);
  const std::size_t cells = layout.wires.size() * static_cast<std::size_t>(layout.columns);
  if (cells > kMaxCells) {
    return Error{"",
                 "The drawing has " + std::to_string(cells) +
                     " cells; LaTeX cannot take more than " + std::to_string(kMaxCells) + ".",
                 "Export fewer layers, or a drawing of blocks as SVG."};
  }
  std::string header = commentHeader(document, "%") + "% " + kWireOrderNote +
                       ". Needs the TikZ library quantikz2 (arXiv:1809.03842).\n";
  if (cells > kManyCells) {
    header +=
        "% With " + std::to_string(cells) +
        " cells TeX may stop (\"capacity exceeded\"): raise main_memory in texmf.cnf, or draw "
        "fewer gates.\n";
  }
  return header +
         "\\documentclass[border=4pt]{standalone}\n\\usepackage{amsmath}\n\\usepackage{tikz}\n"
         "\\usetikzlibrary{quantikz2}\n\\begin{document}\n\\begin{quantikz}\n" +
         Grid(layout, document.blocks).text() + "\\end{quantikz}\n\\end{document}\n";
}

}  // namespace qonvolve
