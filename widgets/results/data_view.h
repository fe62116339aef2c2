// SPDX-License-Identifier: GPL-3.0-or-later
// What is in the data of the design: classes, split, samples before and after preprocessing.
#pragma once

#include <QTimer>
#include <QWidget>
#include <memory>

#include "core/experiment/data_report.h"
#include "widgets/document/experiment_document.h"
#include "widgets/training/background_job.h"

class QComboBox;
class QFrame;
class QLabel;
class QPushButton;
class QStackedLayout;
class QTableView;

namespace qonvolve::ui {

class BalanceView;
class CardColumns;
class HistogramView;
class PlaneView;
class RowsModel;
class SampleList;
class SampleModel;
class TextDataCards;

/// Looks at the data in the background whenever they change and the view can be seen. What was
/// found before stays until the new is there.
class DataView : public QWidget {
  Q_OBJECT

 public:
  enum class State { Empty, Loading, Ready, Failed, Cancelled };
  Q_ENUM(State)

  DataView(ExperimentDocument& document, std::shared_ptr<const Catalog> catalog,
           QWidget* parent = nullptr);
  ~DataView() override;

  State state() const { return state_; }
  const DataReport* report() const { return report_.get(); }
  TextDataCards* textCards() const { return text_; }
  /// Stops loading; load() tries again.
  void cancel();
  void load();

 signals:
  void stateChanged();
  /// The user wants to see the settings of the data.
  void settingsRequested();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void makeCards();
  void follow();
  bool isCurrent() const;
  void setState(State state);
  void take(std::shared_ptr<const DataReport> report);
  void fillSamples();
  void fillSpread(QComboBox* choice, HistogramView* view,
                  const std::vector<FeatureSpread>& spreads);

  ExperimentDocument& document_;
  std::shared_ptr<const Catalog> catalog_;
  BackgroundJob job_;
  QTimer delay_;
  State state_ = State::Empty;
  DataSpec shown_;  // what was asked for last
  std::uint64_t shownSeed_ = 0;
  QString shownFolder_;
  bool asked_ = false;
  std::shared_ptr<const DataReport> report_;
  QStringList classNames_;

  QStackedLayout* pages_;
  QLabel* message_;
  QPushButton* remedy_;
  QWidget* strip_;
  QLabel* stripText_;
  CardColumns* cards_;
  QLabel* source_;
  QLabel* split_;
  BalanceView* balance_;
  QFrame* samplesCard_ = nullptr;
  SampleModel* samples_;
  SampleList* sampleList_;
  QFrame* planeCard_ = nullptr;
  PlaneView* plane_;
  TextDataCards* text_ = nullptr;
  QComboBox* beforeChoice_;
  HistogramView* before_;
  QFrame* beforeCard_ = nullptr;
  QComboBox* afterChoice_;
  HistogramView* after_;
  QFrame* afterCard_ = nullptr;
  QFrame* rowsCard_ = nullptr;
  RowsModel* rows_;
  QTableView* rowsTable_;
};

}  // namespace qonvolve::ui
