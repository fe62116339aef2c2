// SPDX-License-Identifier: GPL-3.0-or-later
// What a run answers on its data: confusion, mistakes, scores of classes, probabilities, surface.
#pragma once

#include <QStringList>
#include <QWidget>
#include <memory>
#include <optional>

#include "core/io/run_results.h"

class QComboBox;
class QLabel;
class QPushButton;
class QStackedLayout;
class QStackedWidget;
class QTabBar;

namespace qonvolve::ui {

class ClassScoreModel;
class ConfusionView;
class HistogramView;
class PlaneView;
class RobustnessPage;
class SampleBrowser;
class SentenceBox;
class ValueMapPage;

class ResultsView : public QWidget {
  Q_OBJECT

 public:
  explicit ResultsView(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);
  ~ResultsView() override;

  void setResults(std::shared_ptr<const RunResults> results);
  const std::shared_ptr<const RunResults>& results() const { return results_; }
  /// Nothing to show, and why; with a button when `button` is not empty.
  void setMessage(const QString& text, const QString& button = {});

  ConfusionView* confusion() const { return confusion_; }
  SampleBrowser* browser() const { return browser_; }
  QComboBox* parts() const { return parts_; }
  QTabBar* pages() const { return pages_; }
  ValueMapPage* map() const { return map_; }
  SentenceBox* sentence() const { return sentence_; }
  RobustnessPage* robustness() const { return robustness_; }
  /// "Test accuracy 96.3 % (95 %: 89.5 to 98.7 %), largest class 52.5 %, loss 0.12, 80 samples"
  QString scoreText() const;

 signals:
  /// The button of the message.
  void remedyRequested();
  void predictRequested();
  /// Of the plot of the noise study.
  void exportRequested();

 private:
  void makeHeader(QWidget* page);
  void makePages(QWidget* page);
  void showPart();
  void fillProbabilities();
  void fillPlane();

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<const RunResults> results_;
  const PartResults* part_ = nullptr;
  QStringList classNames_;

  QStackedLayout* stack_;
  QLabel* message_;
  QPushButton* remedy_;
  QLabel* heading_;
  QLabel* score_;
  QComboBox* parts_;
  QTabBar* pages_;
  QStackedWidget* pageStack_;
  ConfusionView* confusion_;
  SampleBrowser* browser_;
  ClassScoreModel* classScores_;
  QComboBox* probabilityClass_;
  HistogramView* probabilities_;
  PlaneView* plane_;
  ValueMapPage* map_ = nullptr;
  SentenceBox* sentence_ = nullptr;
  RobustnessPage* robustness_ = nullptr;
};

}  // namespace qonvolve::ui
