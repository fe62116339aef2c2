// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that can be added to a design, as a short key for drags, and how adding it edits the
// document.
#include "widgets/models/palette_entry.h"

#include <algorithm>

namespace qonvolve::ui {
namespace {

constexpr const char* kPrefixes[] = {"block:", "preprocess:", "section:"};

}  // namespace

std::unique_ptr<QMimeData> entryMime(const PaletteEntry& entry) {
  auto mime = std::make_unique<QMimeData>();
  mime->setData(QLatin1String(kEntryFormat),
                QByteArray(kPrefixes[static_cast<int>(entry.kind)]) + entry.id.c_str());
  return mime;
}

std::optional<PaletteEntry> entryFromMime(const QMimeData& mime) {
  const QByteArray key = mime.data(QLatin1String(kEntryFormat));
  for (int kind = 0; kind < 3; ++kind) {
    if (!key.startsWith(kPrefixes[kind])) continue;
    return PaletteEntry{static_cast<PaletteEntry::Kind>(kind),
                        key.mid(static_cast<int>(qstrlen(kPrefixes[kind]))).toStdString()};
  }
  return std::nullopt;
}

QString entryLabel(const PaletteEntry& entry, const Catalog& catalog) {
  if (entry.kind == PaletteEntry::Kind::Section) {
    return entry.id == "lanes" ? ExperimentDocument::tr("Lanes")
                               : ExperimentDocument::tr("Repeat until one qubit");
  }
  if (entry.kind == PaletteEntry::Kind::Preprocess) {
    const PreprocessorType* type = catalog.preprocessors.find(entry.id);
    return QString::fromStdString(type ? type->info.label : entry.id);
  }
  const BlockType* type = catalog.blocks.find(entry.id);
  return QString::fromStdString(type ? type->info.label : entry.id);
}

int wiresAt(const ExperimentDocument& document, StackPosition position) {
  // What the card before leaves; at the top of a list, what reaches its owner.
  const Stack& stack = document.experiment().stack;
  const Stack* list = listOf(stack, position.section);
  if (list == nullptr) return 0;
  for (std::size_t row = std::min(position.row, list->size()); row-- > 0;) {
    const std::vector<BlockId> blocks = blocksUnder(stack, nodeId((*list)[row]));
    const auto& spans = document.checked().model.spans;
    for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
      if (std::ranges::find(blocks, span->block) != blocks.end()) {
        return static_cast<int>(span->wiresOut.size());
      }
    }
  }
  if (position.section == 0) return 0;
  const Parallel* parallel = parallelOf(stack, position.section);
  const auto outer = positionOf(stack, parallel ? parallel->id : position.section);
  return outer ? wiresAt(document, *outer) : 0;
}

StackNode makeNode(const PaletteEntry& entry, int wires) {
  const auto block = [](const std::string& type) {
    Block made;
    made.choice.type = type;
    return made;
  };
  if (entry.kind != PaletteEntry::Kind::Section) return block(entry.id);
  if (entry.id == "lanes") {
    Parallel parallel;
    for (int k = 0; k < 2; ++k) {
      Lane lane;
      if (wires == 0) {
        lane.features = Lane::Features::Share;
        lane.body.push_back(block("angle"));
      }
      lane.body.push_back(block("convolution"));
      parallel.lanes.push_back(std::move(lane));
    }
    parallel.fusion = block("fusion");
    return parallel;
  }
  Repeat repeat;
  repeat.body = {block("convolution"), block("pooling")};
  return repeat;
}

BlockId insertEntry(ExperimentDocument& document, const PaletteEntry& entry,
                    StackPosition position) {
  const QString label = ExperimentDocument::tr("Add %1").arg(entryLabel(entry, document.catalog()));
  const int wires = wiresAt(document, position);
  BlockId id = 0;
  document.edit(label, [&](Experiment& experiment) {
    if (entry.kind == PaletteEntry::Kind::Preprocess) {
      experiment.data.preprocess.push_back({.type = entry.id});
    } else {
      id = insertNode(experiment.stack, position, makeNode(entry, wires));
    }
  });
  return id;
}

}  // namespace qonvolve::ui
