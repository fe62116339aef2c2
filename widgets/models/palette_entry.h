// SPDX-License-Identifier: GPL-3.0-or-later
// One thing that can be added to a design, as a short key for drags, and how adding it edits the
// document.
#pragma once

#include <QMimeData>
#include <QString>
#include <memory>
#include <optional>

#include "widgets/document/experiment_document.h"
#include "widgets/document/stack_edit.h"

namespace qonvolve::ui {

/// `id`: a block type, a preprocessing step, or "repeat" or "lanes" for a section.
struct PaletteEntry {
  enum class Kind : std::uint8_t { Block, Preprocess, Section };
  Kind kind = Kind::Block;
  std::string id;
  bool operator==(const PaletteEntry&) const = default;
};

/// Drag format of a palette entry, and of a card that moves within its own window.
inline constexpr char kEntryFormat[] = "application/x-qonvolve-entry";
inline constexpr char kCardFormat[] = "application/x-qonvolve-card";

std::unique_ptr<QMimeData> entryMime(const PaletteEntry& entry);
std::optional<PaletteEntry> entryFromMime(const QMimeData& mime);

/// The label of the entry.
QString entryLabel(const PaletteEntry& entry, const Catalog& catalog);

/// A new node of the stack for a Block or Section entry, with default options. Lanes that go where
/// qubits are (`wires` > 0) hold a convolution each; elsewhere each begins with an encoding.
StackNode makeNode(const PaletteEntry& entry, int wires);
/// Qubits that reach a place of the stack, as far as the design compiles.
int wiresAt(const ExperimentDocument& document, StackPosition position);

/// Adds the entry as one undo step; a preprocessing step goes behind the others. Returns the id of
/// the new block or section, 0 for a preprocessing step.
BlockId insertEntry(ExperimentDocument& document, const PaletteEntry& entry,
                    StackPosition position);

}  // namespace qonvolve::ui
