// SPDX-License-Identifier: GPL-3.0-or-later
// Words for blocks and sections, the same on cards, in problems, in undo steps and for screen
// readers.
#include "widgets/models/stack_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

#include "core/circuit/gate_text.h"
#include "core/experiment/block_titles.h"
#include "widgets/document/stack_edit.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

QString tr(const char* text, int n = -1) {
  return QCoreApplication::translate("StackText", text, nullptr, n);
}

const Option* optionOf(const Field& field, const std::string& id) {
  for (const Option& option : field.options) {
    if (option.id == id) return &option;
  }
  return nullptr;
}

}  // namespace

QString blockName(const Block& block, const Catalog& catalog) {
  if (!block.name.empty()) return QString::fromStdString(block.name);
  const BlockType* type = catalog.blocks.find(block.choice.type);
  return QString::fromStdString(type ? type->info.label : block.choice.type);
}

QString blockCategory(const Block& block, const Catalog& catalog) {
  const BlockType* type = catalog.blocks.find(block.choice.type);
  return type ? QString::fromStdString(type->info.category) : QStringLiteral("Unknown");
}

QString sectionName(const Repeat& repeat) {
  if (repeat.until == Repeat::Until::OneWire) return tr("Repeat until one qubit is left");
  return repeat.times == 1 ? tr("Repeat once") : tr("Repeat %1 times").arg(repeat.times);
}

QString fieldText(const Field& field, const Value& value) {
  if (const auto* id = std::get_if<std::string>(&value); id && field.kind == Field::Kind::Choice) {
    const Option* option = optionOf(field, *id);
    return QString::fromStdString(option ? option->label : *id);
  }
  if (const auto* real = std::get_if<double>(&value); real && field.unit == "rad") {
    // As the circuit writes it, if that is the whole number.
    const std::string turns = piText(*real, Script::Unicode);
    const auto meant = piValue(turns);
    if (meant && std::abs(*meant - *real) < 1e-9) return QString::fromStdString(turns);
    if (*real != 0) return QString::fromStdString(valueText(value)) + QStringLiteral(" rad");
  }
  return QString::fromStdString(valueText(value));
}

QString blockDetail(const Block& block, const Catalog& catalog) {
  const BlockType* type = catalog.blocks.find(block.choice.type);
  if (type == nullptr) return tr("not known to this version");
  QStringList parts;
  bool first = true;
  for (const Field& field : type->fields()) {
    const auto found = block.choice.options.find(field.key);
    const bool given = found != block.choice.options.end() && found->second != field.defaultValue;
    const Value& value = given ? found->second : field.defaultValue;
    // The first choice names the variant and is always told; others only when they were changed.
    if (field.kind == Field::Kind::Choice && (first || given)) {
      parts.append(fieldText(field, value));
      first = false;
    } else if (given && field.kind == Field::Kind::Boolean) {
      const bool on = std::holds_alternative<bool>(value) && std::get<bool>(value);
      parts.append((on ? QStringLiteral("%1") : tr("no %1"))
                       .arg(QString::fromStdString(field.label).toLower()));
    } else if (given) {
      parts.append(QStringLiteral("%1 %2").arg(QString::fromStdString(field.label).toLower(),
                                               fieldText(field, value)));
    }
  }
  return parts.join(QStringLiteral(" · "));
}

QString partSummary(const StackPart& part, const Catalog& catalog) {
  if (part.repeat != nullptr) {
    return tr("Compiles its blocks again and again, each time with new parameters.");
  }
  if (part.parallel != nullptr) {
    return tr(
        "Lanes side by side that meet in a fusion. Each begins with an encoding of its own, or "
        "with its part of the qubits that reach the lanes.");
  }
  if (part.lane != nullptr) return tr("One of the ways side by side.");
  if (part.block == nullptr) return {};
  const BlockType* type = catalog.blocks.find(part.block->choice.type);
  return type ? QString::fromStdString(type->info.summary) : QString();
}

QString partName(const Stack& stack, BlockId id, const Catalog& catalog) {
  const StackPart part = findPart(stack, id);
  if (part.block != nullptr) {
    return QString::fromStdString(blockTitles(stack, catalog.blocks).at(id));
  }
  if (part.repeat != nullptr) return sectionName(*part.repeat);
  if (part.parallel != nullptr) {
    return tr("%1 lanes").arg(part.parallel->lanes.size());
  }
  if (part.lane == nullptr) return {};
  if (!part.lane->name.empty()) return QString::fromStdString(part.lane->name);
  const auto& lanes = parallelOf(stack, id)->lanes;
  const auto number = std::ranges::find(lanes, id, &Lane::id) - lanes.begin();
  return tr("Lane %1").arg(number + 1);
}

bool isBypassed(const StackPart& part) {
  return (part.block != nullptr && part.block->bypassed) ||
         (part.lane != nullptr && part.lane->bypassed);
}

QString accessibleText(const QString& name, int wiresIn, int wiresOut, int parameters,
                       bool bypassed, const QStringList& problems) {
  QStringList parts = {name};
  if (wiresIn + std::max(0, wiresOut) > 0)
    parts.append(tr("%1 to %2 qubits").arg(wiresIn).arg(wiresOut));
  if (parameters > 0) parts.append(tr("%1 parameters").arg(parameters));
  if (bypassed) parts.append(tr("bypassed"));
  if (!problems.isEmpty()) parts.append(tr("problem: %1").arg(problems.join(' ')));
  return parts.join(QStringLiteral(", "));
}

QString entryIcon(const QString& type, const QString& category) {
  // Blocks on values have the glyph of their quantum twin.
  QString name = QStringLiteral("type-") + type;
  if (name.endsWith(QLatin1String("_values"))) name.chop(7);
  return hasIcon(name) ? name : categoryIcon(category);
}

QString categoryIcon(const QString& category) {
  static const QStringList known = {QStringLiteral("encoding"),   QStringLiteral("convolution"),
                                    QStringLiteral("pooling"),    QStringLiteral("fusion"),
                                    QStringLiteral("readout"),    QStringLiteral("classical"),
                                    QStringLiteral("preprocess"), QStringLiteral("sequence")};
  const QString lower = category.toLower();
  if (known.contains(lower)) return QStringLiteral("block-") + lower;
  return category == QLatin1String("Structure") ? QStringLiteral("block-repeat")
                                                : QStringLiteral("block-other");
}

}  // namespace qonvolve::ui
