// SPDX-License-Identifier: GPL-3.0-or-later
// Seeded stratified split.
#include "core/data/split.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/text.h"

namespace qonvolve {

namespace {

using Rows = std::vector<std::size_t>;

/// Rows of each class.
std::vector<Rows> rowsByClass(const Dataset& data) {
  std::vector<Rows> rows(data.classNames.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    rows[static_cast<std::size_t>(data.y[i])].push_back(i);
  }
  return rows;
}

/// How many rows of each class stay under a limit: in proportion, at least one of each class where
/// the limit allows.
std::vector<std::size_t> proportionalCounts(const std::vector<Rows>& rows, std::size_t limit) {
  std::size_t total = 0;
  for (const Rows& r : rows) total += r.size();
  std::vector<std::size_t> counts(rows.size());
  if (limit >= total) {
    for (std::size_t c = 0; c < rows.size(); ++c) counts[c] = rows[c].size();
    return counts;
  }
  for (std::size_t given = 0; given < limit; ++given) {
    std::size_t best = 0;
    double bestNeed = -std::numeric_limits<double>::infinity();
    for (std::size_t c = 0; c < rows.size(); ++c) {
      if (counts[c] == rows[c].size()) continue;
      const double share = static_cast<double>(limit) * static_cast<double>(rows[c].size()) /
                           static_cast<double>(total);
      const double need = counts[c] == 0 ? static_cast<double>(limit) + share
                                         : share - static_cast<double>(counts[c]);
      if (need > bestNeed) {
        bestNeed = need;
        best = c;
      }
    }
    ++counts[best];
  }
  return counts;
}

/// The same number of each class that has rows at all.
std::vector<std::size_t> balancedCounts(const std::vector<Rows>& rows, std::size_t limit) {
  std::size_t smallest = std::numeric_limits<std::size_t>::max();
  std::size_t classes = 0;
  for (const Rows& r : rows) {
    if (r.empty()) continue;
    smallest = std::min(smallest, r.size());
    ++classes;
  }
  std::vector<std::size_t> counts(rows.size());
  if (classes == 0) return counts;
  const std::size_t each = std::min(smallest, limit / classes);
  for (std::size_t c = 0; c < rows.size(); ++c) counts[c] = std::min(each, rows[c].size());
  return counts;
}

/// The first rows of each class, as many as limit and balance allow, in the source's order.
Rows pick(const std::vector<Rows>& rows, std::int64_t limit, bool balanced) {
  const std::size_t most =
      limit > 0 ? static_cast<std::size_t>(limit) : std::numeric_limits<std::size_t>::max();
  const auto counts = balanced ? balancedCounts(rows, most) : proportionalCounts(rows, most);
  Rows picked;
  for (std::size_t c = 0; c < rows.size(); ++c) {
    picked.insert(picked.end(), rows[c].begin(),
                  rows[c].begin() + static_cast<std::ptrdiff_t>(counts[c]));
  }
  std::sort(picked.begin(), picked.end());
  return picked;
}

std::size_t share(double fraction, std::size_t count) {
  return static_cast<std::size_t>(std::lround(fraction * static_cast<double>(count)));
}

/// Moves the rows of the chosen fold of a class from `train` to `validation`. A class goes on with
/// the fold after the last row of the class before, `start` rows in all, so that folds differ in
/// size by one row at most.
void holdFold(Rows& train, Rows& validation, const SplitSpec& spec, std::size_t start) {
  const auto folds = static_cast<std::size_t>(spec.folds);
  Rows kept;
  for (std::size_t i = 0; i < train.size(); ++i) {
    const bool held = (i + start) % folds + 1 == static_cast<std::size_t>(spec.fold);
    (held ? validation : kept).push_back(train[i]);
  }
  train = std::move(kept);
}

}  // namespace

const Schema<SplitSpec>& splitSchema() {
  static const Schema<SplitSpec> schema = [] {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    constexpr std::int64_t kMostFolds = 100;
    Schema<SplitSpec> s;
    s.real(
        "validation_fraction", &SplitSpec::validationFraction, 0, 0.9,
        {"Validation", "Part of the training data held back to choose the best epoch; 0: none."});
    s.real("test_fraction", &SplitSpec::testFraction, 0, 0.9,
           {"Test",
            "Part of the data kept for the final score. Not used when the source brings "
            "its own test set."});
    s.integer("train_limit", &SplitSpec::trainLimit, 0, kMost,
              {"Training limit", "Most samples to train on; 0: all.", "samples"});
    s.integer("validation_limit", &SplitSpec::validationLimit, 0, kMost,
              {"Validation limit", "Most samples to validate on; 0: all.", "samples"});
    s.integer("test_limit", &SplitSpec::testLimit, 0, kMost,
              {"Test limit", "Most samples to test on; 0: all.", "samples"});
    s.boolean("balanced", &SplitSpec::balanced,
              {"Balanced", "Take the same number of samples of each class in every part."});
    s.integer("seed", &SplitSpec::seed, 0, std::numeric_limits<std::int64_t>::max(),
              {"Split seed",
               "Decides which samples go where. Apart from the training seed, so that "
               "several seeds compare on the same split."});
    s.integer("folds", &SplitSpec::folds, 0, kMostFolds,
              {"Folds",
               "Cross-validation: the data without the test part are divided into this many equal "
               "parts, one of which validates. Then the validation fraction is not used. 0: off."});
    s.integer("fold", &SplitSpec::fold, 1, kMostFolds,
              {"Fold", "Which of the folds validates. Not used without folds."});
    return s;
  }();
  return schema;
}

std::optional<Error> foldError(const SplitSpec& spec, const std::string& where) {
  if (spec.folds == 1) {
    return Error{where + "/folds", "Cross-validation needs at least two folds.",
                 "Set the folds to 0 for a single split."};
  }
  if (spec.folds == 0 || spec.fold <= spec.folds) return {};
  return Error{where + "/fold",
               "Fold " + std::to_string(spec.fold) + " is asked; there are only " +
                   std::to_string(spec.folds) + ".",
               "Folds are numbered from 1."};
}

Result<SplitData> splitData(SourceData data, const SplitSpec& spec, const std::string& where) {
  if (auto error = foldError(spec, where)) return std::move(*error);
  if (spec.folds > 0 && data.validation) {
    data.train = joined(std::move(data.train), *data.validation);
    data.validation.reset();
  }
  const double testFraction = data.test ? 0 : spec.testFraction;
  const double validationFraction = data.validation || spec.folds > 0 ? 0 : spec.validationFraction;
  if (validationFraction + testFraction >= 1) {
    return Error{where,
                 "Validation and test take " +
                     fixedText(100 * (validationFraction + testFraction), 0) +
                     " % of the data; nothing is left to train on.",
                 "Their fractions must add up to less than 1."};
  }
  const Rng base(static_cast<std::uint64_t>(spec.seed));
  const auto shuffled = [&](const Dataset& set, std::string_view purpose) {
    auto rows = rowsByClass(set);
    for (std::size_t c = 0; c < rows.size(); ++c) {
      Rng rng = base.stream(purpose, c);
      rng.shuffle(std::span(rows[c]));
    }
    return rows;
  };

  auto train = shuffled(data.train, "split");
  std::vector<Rows> validation(train.size());
  std::vector<Rows> test(train.size());
  std::size_t dealt = 0;  // rows of the classes before, dealt out to folds
  for (std::size_t c = 0; c < train.size(); ++c) {
    const std::size_t count = train[c].size();
    const auto testEnd = train[c].begin() + static_cast<std::ptrdiff_t>(share(testFraction, count));
    test[c].assign(train[c].begin(), testEnd);
    train[c].erase(train[c].begin(), testEnd);
    if (spec.folds > 0) {
      const std::size_t rows = train[c].size();
      holdFold(train[c], validation[c], spec, dealt);
      dealt += rows;
      continue;
    }
    const auto validationEnd =
        train[c].begin() +
        static_cast<std::ptrdiff_t>(std::min(share(validationFraction, count), train[c].size()));
    validation[c].assign(train[c].begin(), validationEnd);
    train[c].erase(train[c].begin(), validationEnd);
  }

  SplitData parts;
  const Rows validationRows = pick(validation, spec.validationLimit, spec.balanced);
  const Rows trainRows = pick(train, spec.trainLimit, spec.balanced);
  std::vector<bool> seen(train.size());
  for (const std::size_t row : trainRows) seen[static_cast<std::size_t>(data.train.y[row])] = true;
  for (std::size_t c = 0; c < seen.size(); ++c) {
    if (seen[c]) continue;
    return Error{where, "No training sample of class \"" + data.train.classNames[c] + "\" is left.",
                 "Take a smaller validation or test part, a larger training limit or more data."};
  }
  const auto given = [&](Dataset& part, std::string_view purpose, std::int64_t limit) {
    const Rows rows = pick(shuffled(part, purpose), limit, spec.balanced);
    return rows.size() == part.size() ? std::move(part) : subset(part, rows);
  };
  parts.validation = data.validation
                         ? given(*data.validation, "split validation", spec.validationLimit)
                         : subset(data.train, validationRows);
  parts.test = data.test ? given(*data.test, "split test", spec.testLimit)
                         : subset(data.train, pick(test, spec.testLimit, spec.balanced));
  parts.train =
      trainRows.size() == data.train.size() ? std::move(data.train) : subset(data.train, trainRows);
  return parts;
}

}  // namespace qonvolve
