// SPDX-License-Identifier: GPL-3.0-or-later
// Help of a registry entry as rich text.
#pragma once

#include <QString>

#include "core/registry/registry.h"

namespace qonvolve::ui {

/// Help and paper of an entry, with links.
QString helpHtml(const EntryInfo& info);
/// A citation with links to arXiv and DOI ("arXiv:2108.00661, section 2").
QString paperHtml(const std::string& paper);

}  // namespace qonvolve::ui
