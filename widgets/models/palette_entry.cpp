// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that can be added to a design, as a short key for drags, and how adding it edits the
// document.
#include "widgets/models/palette_entry.h"

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
    return ExperimentDocument::tr("Repeat until one qubit");
  }
  if (entry.kind == PaletteEntry::Kind::Preprocess) {
    const PreprocessorType* type = catalog.preprocessors.find(entry.id);
    return QString::fromStdString(type ? type->info.label : entry.id);
  }
  const BlockType* type = catalog.blocks.find(entry.id);
  return QString::fromStdString(type ? type->info.label : entry.id);
}

StackNode makeNode(const PaletteEntry& entry) {
  const auto block = [](const std::string& type) {
    Block made;
    made.choice.type = type;
    return made;
  };
  if (entry.kind == PaletteEntry::Kind::Section) {
    Repeat repeat;
    repeat.body = {block("convolution"), block("pooling")};
    return repeat;
  }
  return block(entry.id);
}

BlockId insertEntry(ExperimentDocument& document, const PaletteEntry& entry,
                    StackPosition position) {
  const QString label = ExperimentDocument::tr("Add %1").arg(entryLabel(entry, document.catalog()));
  BlockId id = 0;
  document.edit(label, [&](Experiment& experiment) {
    if (entry.kind == PaletteEntry::Kind::Preprocess) {
      experiment.data.preprocess.push_back({.type = entry.id});
    } else {
      id = insertNode(experiment.stack, position, makeNode(entry));
    }
  });
  return id;
}

}  // namespace qonvolve::ui
