// SPDX-License-Identifier: GPL-3.0-or-later
// A table of measured times with their targets beside them.
#pragma once

#include <QElapsedTimer>
#include <QString>
#include <QStringList>
#include <QTextStream>
#include <algorithm>
#include <cmath>
#include <vector>

namespace qonvolve::bench {

/// Milliseconds since the clock was started.
inline double elapsed(const QElapsedTimer& clock) {
  return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

/// The value below which a share of them lies, 1: the largest.
inline double percentile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values[static_cast<std::size_t>(std::ceil(share * last))];
}

/// Milliseconds that each of so many calls took.
template <class Work>
std::vector<double> timed(int rounds, Work work) {
  std::vector<double> values;
  for (int i = 0; i < rounds; ++i) {
    QElapsedTimer clock;
    clock.start();
    work(i);
    values.push_back(elapsed(clock));
  }
  return values;
}

/// Prints each row as it comes, and keeps all for a file.
class Timings {
 public:
  Timings() {
    add({"what", "median", "99 %", "longest", "times", "target", ""});
    rows_ << QStringLiteral("|---|---|---|---|---|---|---|");
  }

  /// `judged` 0.5, 0.99 or 1: which of the figures the target is for; target 0: none.
  void add(const QString& what, const std::vector<double>& values, double target,
           double judged = 0.5) {
    const double value = percentile(values, judged);
    add({what, ms(percentile(values, 0.5)), ms(percentile(values, 0.99)), ms(percentile(values, 1)),
         QString::number(values.size()),
         target > 0 ? QStringLiteral("%1 (%2)").arg(ms(target), judged == 0.5   ? "median"
                                                                : judged == 1.0 ? "longest"
                                                                                : "99 %")
                    : QString(),
         target <= 0       ? QString()
         : value <= target ? "kept"
                           : "MISSED"});
    missed_ += target > 0 && value > target ? 1 : 0;
  }
  void note(const QString& text) {
    QTextStream(stdout) << text << Qt::endl;
    notes_ << text;
  }

  int missed() const { return missed_; }
  QString table() const { return rows_.join('\n') + "\n\n" + notes_.join("\n\n") + '\n'; }

 private:
  static QString ms(double value) {
    return QStringLiteral("%1 ms").arg(value, 0, 'f', value < 10 ? 1 : 0);
  }
  void add(const QStringList& cells) {
    rows_ << QStringLiteral("| %1 |").arg(cells.join(" | "));
    QTextStream(stdout) << rows_.last() << Qt::endl;
  }

  QStringList rows_;
  QStringList notes_;
  int missed_ = 0;
};

/// Each adds its rows.
void measurePainting(Timings& timings);
void measureEditing(Timings& timings);
void measureTraining(Timings& timings, double seconds);
void measureRuns(Timings& timings);

}  // namespace qonvolve::bench
