// SPDX-License-Identifier: GPL-3.0-or-later
// Words for blocks and sections, the same on cards, in problems, in undo steps and for screen
// readers.
#pragma once

#include <QString>
#include <QStringList>

#include "core/experiment/catalog.h"
#include "core/model/stack.h"

namespace qonvolve::ui {

/// The user's name, else the entry's label, else the id of an unknown type.
QString blockName(const Block& block, const Catalog& catalog);
/// Registry category; "Unknown" for a type this version does not have.
QString blockCategory(const Block& block, const Catalog& catalog);
/// "Repeat until one qubit is left", "Repeat 3 times".
QString sectionName(const Repeat& repeat);
/// The name of whatever has this id: a block's ("Pooling 2" where there are several), a section's,
/// a lane's ("Lane 2" without one).
QString partName(const Stack& stack, BlockId id, const Catalog& catalog);
bool isBypassed(const StackPart& part);
/// The settings that tell two blocks of a kind apart: "SU(4) · open boundary". Choices first.
QString blockDetail(const Block& block, const Catalog& catalog);
/// A value as the user reads it: the label of a choice; an angle as a multiple of pi where it is
/// one, else in radians.
QString fieldText(const Field& field, const Value& value);
/// One line that says what it does.
QString partSummary(const StackPart& part, const Catalog& catalog);
/// "Convolution, 8 to 8 qubits, 15 parameters, bypassed, problem: ...".
QString accessibleText(const QString& name, int wiresIn, int wiresOut, int parameters,
                       bool bypassed, const QStringList& problems);
/// Name of the glyph in the icon set for a type of block or preprocessing step; that of its
/// category if it has none of its own.
QString entryIcon(const QString& type, const QString& category);
/// Name of the glyph in the icon set for a registry category.
QString categoryIcon(const QString& category);

}  // namespace qonvolve::ui
