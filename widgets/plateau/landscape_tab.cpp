// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/landscape_tab.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QStandardItemModel>
#include <QVBoxLayout>
#include <algorithm>
#include <numeric>

#include "core/analysis/cost_functions.h"
#include "core/analysis/scan_slices.h"
#include "core/experiment/assemble.h"
#include "core/io/training_run.h"
#include "widgets/plateau/slice_view.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr std::size_t kTrainedSide = 25;  // points along an axis, each takes all samples
constexpr std::size_t kMostRows = 64;

QString numberOf(double value) {
  return QLocale().toString(value, 'g', 3);
}

}  // namespace

LandscapeTab::LandscapeTab(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent),
      catalog_(std::move(catalog)),
      kind_(new QComboBox(this)),
      button_(new QPushButton(icon(QStringLiteral("chart")), tr("&Draw"), this)),
      words_(new QLabel(this)),
      left_(new SliceView(this)),
      right_(new SliceView(this)) {
  kind_->setAccessibleName(tr("Kind of slice"));
  kind_->addItem(tr("Random plane, smallest and largest size"), static_cast<int>(Kind::Random));
  kind_->addItem(tr("Random line, smallest and largest size"), static_cast<int>(Kind::Line));
  kind_->addItem(tr("Loss along its largest curvatures, after training"),
                 static_cast<int>(Kind::Hessian));
  kind_->addItem(tr("Loss in the plane of the training path"), static_cast<int>(Kind::Path));
  words_->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Spacing::kMedium, Spacing::kMedium, Spacing::kMedium,
                             Spacing::kMedium);
  auto* row = new QHBoxLayout;
  row->addWidget(kind_);
  row->addWidget(button_);
  row->addWidget(words_, 1);
  column->addLayout(row);
  auto* views = new QHBoxLayout;
  views->setSpacing(Spacing::kMedium);
  views->addWidget(left_, 1);
  views->addWidget(right_, 1);
  column->addLayout(views, 1);
  connect(kind_, &QComboBox::currentIndexChanged, this, &LandscapeTab::refresh);
  connect(button_, &QPushButton::clicked, this, [this] {
    ++draw_;
    compute();
  });
  refresh();
}

void LandscapeTab::setScan(const Experiment& experiment, const ScanSettings& settings,
                           std::size_t threads) {
  experiment_ = experiment;
  settings_ = settings;
  threads_ = threads;
}

void LandscapeTab::setPath(TrainedPath path) {
  path_ = std::move(path);
  refresh();
}

void LandscapeTab::setKind(Kind kind) {
  kind_->setCurrentIndex(kind_->findData(static_cast<int>(kind)));
}

void LandscapeTab::refresh() {
  const auto kind = static_cast<Kind>(kind_->currentData().toInt());
  const bool trained = kind == Kind::Hessian || kind == Kind::Path;
  button_->setEnabled(!trained || !path_.points.empty());
  left_->clear();
  right_->clear();
  right_->setVisible(!trained);
  if (trained && path_.points.empty()) {
    left_->setTitle(tr("Loss around a trained point"));
    left_->setEmptyText(tr("Train the design first; its path is kept."));
    words_->setText({});
    return;
  }
  left_->setTitle(trained ? tr("Loss around the trained point") : tr("Smallest size"));
  right_->setTitle(tr("Largest size"));
  const QString hint = tr("Draw shows the cost here.");
  left_->setEmptyText(hint);
  right_->setEmptyText(hint);
  words_->setText(trained ? QString()
                          : tr("One colour scale for both: on a plateau the larger one is flat."));
}

void LandscapeTab::compute() {
  const auto kind = static_cast<Kind>(kind_->currentData().toInt());
  words_->setText(tr("Computing…"));
  const auto done = [this](const Result<Pictures>& pictures) {
    if (pictures) {
      show(*pictures);
    } else {
      words_->setText(
          QString::fromStdString(pictures.error().message + " " + pictures.error().hint));
    }
    emit finished();
  };
  if (kind == Kind::Hessian || kind == Kind::Path) {
    job_.start(
        [path = path_, catalog = catalog_, threads = threads_, kind](std::stop_token stop) {
          return trainedSlices(path, *catalog, threads, kind, stop);
        },
        done);
    return;
  }
  job_.start(
      [experiment = experiment_, settings = settings_, catalog = catalog_, threads = threads_, kind,
       draw = draw_](std::stop_token stop) {
        return scanSlices(experiment, settings, *catalog, threads, kind, draw, stop);
      },
      done);
}

void LandscapeTab::show(const Pictures& pictures) {
  double low = 1e300;
  double high = -1e300;
  for (const Picture& picture : pictures) {
    low = std::min(low, picture.slice->low);
    high = std::max(high, picture.slice->high);
  }
  std::size_t index = 0;
  for (SliceView* view : {left_, right_}) {
    if (index >= pictures.size()) break;
    const Picture& picture = pictures[index++];
    view->setTitle(picture.title);
    view->setAxisNames(picture.xName, picture.yName);
    view->setPath(picture.path);
    view->setSlice(picture.slice, low, high);
  }
  if (pictures.size() == 2) {
    const double first = pictures[0].slice->high - pictures[0].slice->low;
    const double last = pictures[1].slice->high - pictures[1].slice->low;
    words_->setText(tr("The cost varies by %1 on the left and by %2 on the right.")
                        .arg(numberOf(first), numberOf(last)));
  } else {
    words_->setText(tr("The loss lies between %1 and %2 here.").arg(numberOf(low), numberOf(high)));
  }
}

Result<LandscapeTab::Pictures> LandscapeTab::scanSlices(const Experiment& experiment,
                                                        const ScanSettings& settings,
                                                        const Catalog& catalog, std::size_t threads,
                                                        Kind kind, std::uint64_t seed,
                                                        const std::stop_token& stop) {
  ThreadPool pool(threads);
  const auto slices =
      sliceEnds(experiment, catalog, settings,
                kind == Kind::Line ? SliceKind::Line : SliceKind::Plane, seed, pool, stop);
  if (!slices) return slices.error();
  Pictures pictures;
  for (const SizeSlice& one : *slices) {
    Picture picture;
    picture.title = tr("%1 qubits, %2 parameters").arg(one.qubits).arg(one.parameters);
    picture.xName = tr("random direction");
    picture.yName = tr("another one");
    picture.slice = std::make_shared<const Slice>(one.slice);
    pictures.push_back(std::move(picture));
  }
  return pictures;
}

Result<LandscapeTab::Pictures> LandscapeTab::trainedSlices(const TrainedPath& path,
                                                           const Catalog& catalog,
                                                           std::size_t threads, Kind kind,
                                                           const std::stop_token& stop) {
  Experiment exact = path.experiment;
  exact.simulation.settings.shots = 0;
  auto data = prepareDataCached(exact, catalog, path.baseFolder, stop);
  if (!data) return data.error();
  auto setup = assemble(exact, catalog, std::move(data->ready));
  if (!setup) return setup.error();
  ThreadPool pool(threads);
  ModelRunner runner(setup->model, setup->stages, pool);
  const Dataset& train = setup->data.train;
  std::vector<std::size_t> rows(std::min(kMostRows, train.size()));
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const Rng rng = Rng(exact.seed).stream("slice");
  Picture picture;
  SliceFrame frame;
  if (kind == Kind::Path) {
    PathFrame plane = pathFrame(path.points, rng);
    frame = std::move(plane.frame);
    picture.path = std::move(plane.points);
    picture.title = tr("Training path, %1 % of it in this plane")
                        .arg(QLocale().toString(100 * plane.explained, 'f', 0));
    picture.xName = tr("first principal component");
    picture.yName = tr("second");
  } else {
    const std::vector<double>& centre = path.points.back();
    const auto curvature =
        curvatureFrame(centre, dataHessian(runner, *setup->loss, train, rows, centre, stop), rng);
    if (!curvature) return Error{"", tr("Cancelled.").toStdString(), ""};
    frame = curvature->frame;
    picture.title = tr("Around the trained point");
    picture.xName = tr("curvature %1").arg(numberOf(curvature->first));
    picture.yName = tr("curvature %1").arg(numberOf(curvature->second));
  }
  const auto slice =
      sliceOf(dataLoss(runner, *setup->loss, train, rows), frame, kTrainedSide, stop);
  if (!slice) return Error{"", tr("Cancelled.").toStdString(), ""};
  picture.slice = std::make_shared<const Slice>(*slice);
  return Pictures{std::move(picture)};
}

}  // namespace qonvolve::ui
