// SPDX-License-Identifier: GPL-3.0-or-later
// A text as the network reads it, in rich text: unknown and unseen words can be told apart.
#pragma once

#include <QString>

#include "core/data/preprocessors/text_step.h"
#include "widgets/theme/theme.h"

class QLabel;
class QWidget;

namespace qonvolve::ui {

enum class WordDetail {
  Plain,  // the words
  Ids,    // each with its id
};

/// The words in their order: unknown ones underlined and coloured, those behind the positions of
/// the network in brackets. At most `most` words.
QString wordsHtml(const EncodedText& text, const TextStepOptions& options, const Theme& theme,
                  WordDetail detail, std::size_t most);

/// A label for such text: it wraps, and can be selected.
QLabel* richLabel(QWidget* parent);

/// "5 words, 1 unknown, 2 not seen by the word lane"
QString wordsSummary(const EncodedText& text, const TextStepOptions& options);

}  // namespace qonvolve::ui
