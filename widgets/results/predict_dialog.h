// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions of a run on the user's own samples: open or drop a file, look, write as CSV.
#pragma once

#include <QDialog>
#include <memory>

#include "widgets/models/prediction_model.h"
#include "widgets/training/background_job.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QStackedLayout;
class QTableView;

namespace qonvolve::ui {

/// Not modal: the window stays usable. Works in the background.
class PredictDialog : public QDialog {
  Q_OBJECT

 public:
  PredictDialog(std::shared_ptr<const Catalog> catalog, const QString& runFolder,
                const QString& runName, QWidget* parent = nullptr);

  /// A CSV file, a folder of IDX files or one IDX file of images.
  void predictOn(const QString& path);
  const std::shared_ptr<const Predictions>& predictions() const { return predictions_; }
  Result<void> exportTo(const QString& path) const;
  bool isBusy() const { return job_.isBusy(); }

 signals:
  /// Predictions are there, or it failed.
  void answered(bool well);

 protected:
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void makeTopRow(const QString& runName);
  void makeResult();
  void chooseFile();
  void chooseFolder();
  void chooseExport();
  void say(const QString& text);
  void take(const std::shared_ptr<const Predictions>& predictions);

  std::shared_ptr<const Catalog> catalog_;
  QString runFolder_;
  BackgroundJob job_;
  std::shared_ptr<const Predictions> predictions_;
  PredictionModel* model_;
  QSortFilterProxyModel* sorted_;
  QLineEdit* path_;
  QLabel* message_;
  QLabel* score_;
  QTableView* table_;
  QStackedLayout* pages_;
  QPushButton* export_;
};

}  // namespace qonvolve::ui
