// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks on the clipboard: the JSON text of project files, so that they also survive a mail.
#pragma once

#include <QMimeData>
#include <memory>

#include "core/experiment/catalog.h"
#include "core/model/stack.h"

namespace qonvolve::ui {

/// A block or a section with all it holds; of a lane the blocks in it. Nullptr for what cannot stand
/// alone: the data, a fusion, an empty lane.
std::unique_ptr<QMimeData> mimeOfNode(const Stack& stack, BlockId id);

/// The blocks that mimeOfNode() wrote, or the same text from elsewhere. An empty clipboard has no
/// mime data: nullptr.
Result<Stack> stackFromMime(const QMimeData* mime, const Catalog& catalog);

}  // namespace qonvolve::ui
