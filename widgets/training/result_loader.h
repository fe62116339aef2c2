// SPDX-License-Identifier: GPL-3.0-or-later
// Reads runs back in the background: their course and what they answer.
#pragma once

#include <QObject>
#include <QString>
#include <memory>

#include "core/io/run_results.h"
#include "widgets/training/background_job.h"

namespace qonvolve::ui {

class ResultLoader : public QObject {
  Q_OBJECT

 public:
  explicit ResultLoader(std::shared_ptr<const Catalog> catalog, QObject* parent = nullptr);

  /// Signals loaded() or failed(), unless another load() or cancel() comes first. `threads`:
  /// few while a run trains.
  void load(const QString& folder, std::size_t threads);
  void cancel();
  bool isBusy() const { return job_.isBusy(); }
  /// What load() is reading or has read last.
  const QString& folder() const { return folder_; }

 signals:
  void loaded(std::shared_ptr<const qonvolve::RunResults> results);
  void failed(const qonvolve::Error& error);

 private:
  std::shared_ptr<const Catalog> catalog_;
  BackgroundJob job_;
  QString folder_;
};

}  // namespace qonvolve::ui
