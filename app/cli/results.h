// SPDX-License-Identifier: GPL-3.0-or-later
// Running one training to its end and reporting runs as text or JSON.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "app/cli/progress.h"
#include "core/data/preprocessors/text_step.h"
#include "core/io/json.h"
#include "core/io/training_run.h"

namespace qonvolve::cli {

/// How one run ended.
struct RunOutcome {
  bool started = false;
  RunRecord record;
  std::string folder;  // empty: none
};

/// Runs with progress; `prefix` ("seed 8 ") precedes the epoch in the bar. Files that could not be
/// written are warned about.
RunOutcome finishRun(TrainingRun& run, std::stop_token stop, Progress& progress,
                     const std::string& prefix);

/// Prints the outcome of runs, `planned` in number, and returns the exit code.
int report(const std::vector<RunOutcome>& outcomes, std::size_t planned, bool asJson);

/// "test        accuracy 97.50 % (95 % interval 87.1 to 99.6), loss 0.1234, 40 samples,
/// always the largest class: 52.5 %"
std::string scoreText(const std::string& part, const Scores& scores);
/// "97.50 % (95 % interval 87.1 to 99.6)"
std::string shareText(double share, const Interval& interval);
/// A text as the network reads it: "man:6 cooks:3 xyz(unknown) fresh(cut)".
std::string wordsText(const EncodedText& text, const TextStepOptions& options);
/// [{"word": ..., "id": ..., "cut": false}, ...]
Json wordsJson(const EncodedText& text, const TextStepOptions& options);

/// Confusion matrix with class names, rows are the true classes.
std::string confusionText(const Scores& scores, const std::vector<std::string>& classNames);

}  // namespace qonvolve::cli
