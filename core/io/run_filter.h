// SPDX-License-Identifier: GPL-3.0-or-later
// Filter of the table of runs: words and expressions such as `acc>0.9 optimizer:adam -archived`.
#pragma once

#include <QString>
#include <QStringList>
#include <memory>

#include "core/io/run_store.h"

namespace qonvolve {

/// All terms of the text must hold; '-' before a term turns it round.
///   word "two words"       somewhere in name, tags, notes, encoding, optimizer, status or hash
///   optimizer:adam tag:x   text fields: contains (=: is exactly)
///   acc>0.9 epochs<=30     numbers: > >= < <= = !=; shares also as acc>90%
///   started>2026-05-01     dates, compared as far as they are given
///   archived pinned        flags
/// A value that a run does not have fits no comparison.
class RunFilter {
 public:
  /// Lets everything through.
  RunFilter();

  /// Errors name the term and what is possible; `where` is the term.
  static Result<RunFilter> parse(const QString& text);

  /// `words`: wordsOf(row), made once a row.
  bool matches(const RunRow& row, const QString& words) const;
  /// What plain words are looked for in, in lower case.
  static QString wordsOf(const RunRow& row);

  /// Whether the text says anything about the flag "archived".
  bool mentionsArchived() const { return mentionsArchived_; }

  /// Names of all fields, for help.
  static QStringList numberFields();
  static QStringList textFields();

 private:
  struct Term;
  std::shared_ptr<const std::vector<Term>> terms_;
  bool mentionsArchived_ = false;
};

}  // namespace qonvolve
