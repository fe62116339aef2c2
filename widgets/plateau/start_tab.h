// SPDX-License-Identifier: GPL-3.0-or-later
// Parameters to start a training from: grown layer by layer, from fewer qubits, or of a run.
#pragma once

#include <QStringList>
#include <QTimer>
#include <QWidget>
#include <memory>
#include <mutex>
#include <vector>

#include "core/experiment/layerwise.h"
#include "widgets/training/background_job.h"

class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTreeWidget;

namespace qonvolve::ui {

class StartTab : public QWidget {
  Q_OBJECT

 public:
  enum class Method { Layers, Narrow, Run };

  explicit StartTab(std::shared_ptr<const Catalog> catalog, QWidget* parent = nullptr);

  /// The design to start, its qubits, and the threads that may be taken (0: one per core).
  void setDesign(const Experiment& experiment, const QString& baseFolder, std::uint32_t qubits,
                 std::size_t threads);
  /// Where the runs lie that can be started from; new starts go to a folder "starts" in it.
  void setRunsFolder(const QString& folder);
  void setMethod(Method method);
  bool isBusy() const { return job_.isBusy(); }
  /// What the button does: trains a start, or cancels that.
  void toggle();
  /// Uses what is ready; nothing if that is nothing.
  void use();
  QTreeWidget* table() const { return table_; }

 signals:
  /// A file of parameters for the initialization warm_start, and its option `align`.
  void chosen(const QString& file, const QString& align);
  /// A training has ended, well or not.
  void finished();

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  /// A file of parameters, and how its layers belong to those of the design.
  struct Start {
    QString file;
    QString align;
    bool identityLayers = true;
    bool stopped = false;
  };
  /// What the training thread leaves for this one.
  struct Mailbox {
    std::mutex mutex;
    std::vector<QStringList> rows;
  };
  struct Wishes {
    Method method = Method::Layers;
    QString file;  // where the parameters go
    LayerwiseOptions layers;
    std::uint32_t qubits = 2;
    std::int64_t epochs = 10;
  };

  QWidget* makeLayersForm();
  QWidget* makeNarrowForm();
  QWidget* makeRunForm();
  QSpinBox* addSpin(QFormLayout& form, const QString& label, const QString& help,
                    std::int64_t value, int low);
  Method method() const;
  Wishes wishes() const;
  static Result<Start> make(const Experiment& experiment, const Catalog& catalog,
                            const std::string& baseFolder, std::size_t threads,
                            const Wishes& wishes, const std::shared_ptr<Mailbox>& mailbox,
                            const std::stop_token& stop);
  void fillRuns();
  void collect();
  void refresh();
  void show(const Result<Start>& made);

  std::shared_ptr<const Catalog> catalog_;
  Experiment experiment_;
  QString baseFolder_;
  QString runsFolder_;
  std::uint32_t qubits_ = 0;
  std::size_t threads_ = 0;
  QComboBox* method_;
  QLabel* about_;
  QStackedWidget* forms_;
  QSpinBox* first_ = nullptr;
  QSpinBox* added_ = nullptr;
  QSpinBox* trained_ = nullptr;
  QSpinBox* stageEpochs_ = nullptr;
  QDoubleSpinBox* fraction_ = nullptr;
  QSpinBox* sweeps_ = nullptr;
  QSpinBox* width_ = nullptr;
  QSpinBox* epochs_ = nullptr;
  QComboBox* runs_ = nullptr;
  QPushButton* train_;
  QPushButton* use_;
  QLabel* words_;
  QTreeWidget* table_;
  QTimer timer_;
  BackgroundJob job_;
  std::shared_ptr<Mailbox> mailbox_;
  std::size_t shown_ = 0;
  Start ready_;
};

}  // namespace qonvolve::ui
