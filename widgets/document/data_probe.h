// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out shape, classes and size of the data in the background whenever their source changes.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <memory>
#include <optional>
#include <stop_token>
#include <variant>

#include "core/experiment/validate.h"

namespace qonvolve::ui {

/// Synthetic data are made at once (they are small); files are read on a thread of their own.
class DataProbe : public QObject {
  Q_OBJECT

 public:
  explicit DataProbe(const Catalog& catalog, QObject* parent = nullptr);
  ~DataProbe() override;

  /// Starts a look at the data unless all that decides their shape is as at the last look.
  void update(const Experiment& experiment, const QString& baseFolder);

  /// What was found of the data of the last update(); empty while reading or after a failure.
  const std::optional<DataSummary>& summary() const { return summary_; }
  const std::optional<Error>& error() const { return error_; }
  bool isReading() const { return reading_; }

 signals:
  /// The data of the last update() have been looked at.
  void finished();

 private:
  using Found = std::variant<DataSummary, Error>;
  void accept(Found found);

  const Catalog& catalog_;
  QThreadPool pool_;
  std::stop_source stop_;
  DataSpec data_;
  std::uint64_t seed_ = 0;
  bool readsTexts_ = false;
  QString baseFolder_;
  std::uint64_t request_ = 0;
  bool reading_ = false;
  std::optional<DataSummary> summary_;
  std::optional<Error> error_;
};

}  // namespace qonvolve::ui
