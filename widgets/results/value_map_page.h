// SPDX-License-Identifier: GPL-3.0-or-later
// Maps of what a model holds: its words, and its samples before and after lanes are fused.
#pragma once

#include <QStringList>
#include <QWidget>
#include <array>
#include <memory>
#include <vector>

#include "core/experiment/value_map.h"
#include "core/io/run_results.h"
#include "widgets/training/background_job.h"

class QComboBox;
class QLabel;

namespace qonvolve::ui {

class MapView;

class ValueMapPage : public QWidget {
  Q_OBJECT

 public:
  enum class Subject { Words, BeforeFusion, AfterFusion };
  Q_ENUM(Subject)
  enum class Moment { Trained, Start };
  Q_ENUM(Moment)

  explicit ValueMapPage(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);
  ~ValueMapPage() override;

  /// Whether there is anything to show of a run.
  static bool canShow(const RunResults& results);
  /// Part whose samples are shown; null results: none.
  void setPart(std::shared_ptr<const RunResults> results, const PartResults* part,
               const QStringList& classNames);

  QComboBox* subject() const { return subject_; }
  QComboBox* moment() const { return moment_; }
  MapView* map() const { return map_; }
  bool isBusy() const { return job_.isBusy(); }

 signals:
  void drawn();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  /// Coordinates at both moments on the axes of the trained one.
  struct Coordinates {
    Matrix trained;
    Matrix start;
    std::array<double, 2> share{};
  };
  struct Answer;
  static Result<std::shared_ptr<const Answer>> compute(const RunResults& results,
                                                       const Catalog& catalog, DataPart part,
                                                       Subject subject,
                                                       const std::stop_token& stop);
  void refresh();
  void draw();

  std::shared_ptr<const Catalog> catalog_;
  std::shared_ptr<const RunResults> results_;
  const PartResults* part_ = nullptr;
  QStringList classNames_;
  BackgroundJob job_;
  std::shared_ptr<const Answer> answer_;
  bool stale_ = false;
  QComboBox* subject_;
  QComboBox* moment_;
  QLabel* note_;
  MapView* map_;
};

}  // namespace qonvolve::ui
