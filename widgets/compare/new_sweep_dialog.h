// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a sweep out of the present design: two settings as axes, their values, seeds, budget.
#pragma once

#include <QDialog>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/study/sweep_spec.h"

class QCheckBox;
class QComboBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace qonvolve::ui {

class NewSweepDialog : public QDialog {
  Q_OBJECT

 public:
  NewSweepDialog(std::shared_ptr<const Catalog> catalog, const Experiment& design,
                 QWidget* parent = nullptr);

  SweepSpec spec() const;

 private:
  struct AxisRow {
    QComboBox* setting = nullptr;
    QLineEdit* values = nullptr;
  };
  AxisRow makeRow(const QString& name);
  void fillSettings(QComboBox* box, const QString& chosen);
  void propose(const AxisRow& row) const;
  QString valuesFor(const QString& path) const;
  /// What keeps a value of a setting from being trained with, in words.
  struct Trouble {
    QString text;          // empty: nothing
    bool unknown = false;  // the setting cannot have it; else the design may run with other changes
  };
  Trouble troubleOf(const SettingChange& change);
  /// Of all values: the first that cannot be had, else the first with which this design cannot run.
  Trouble trouble();
  void refresh();

  std::shared_ptr<const Catalog> catalog_;
  Experiment design_;
  QLineEdit* name_;
  std::vector<AxisRow> axes_;
  QSpinBox* seeds_;
  QSpinBox* epochs_;
  QCheckBox* baselines_;
  QLabel* count_;
  QDialogButtonBox* buttons_;
  std::map<std::pair<std::string, std::string>, Trouble> known_;  // by setting and value
};

/// The path of the kind of the first encoding block; empty if there is none.
std::string encodingPath(const Experiment& design, const Catalog& catalog);

}  // namespace qonvolve::ui
