// SPDX-License-Identifier: GPL-3.0-or-later
// The charts of the page that compares, filled from the comparison.
#include <QComboBox>
#include <QTabWidget>
#include <QTableWidget>
#include <algorithm>

#include "core/study/published.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/confusion_pair.h"

namespace qonvolve::ui {

namespace {

constexpr std::size_t kCurves = 5;
constexpr std::size_t kStrips = 80;
constexpr std::size_t kReferences = 4;
constexpr std::size_t kParallelAxes = 6;

// A number that sorts as one.
class NumberItem : public QTableWidgetItem {
 public:
  NumberItem(const QString& text, double value) : QTableWidgetItem(text), value_(value) {
    setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
  }
  bool operator<(const QTableWidgetItem& other) const override {
    const auto* number = dynamic_cast<const NumberItem*>(&other);
    return number != nullptr ? value_ < number->value_ : QTableWidgetItem::operator<(other);
  }

 private:
  double value_;
};

std::vector<double> valuesOf(const BySeed& bySeed) {
  std::vector<double> values;
  for (const auto& [seed, value] : bySeed) values.push_back(value);
  return values;
}

double meanOf(const ComparedDesign& design, double (*value)(const RunRecord&)) {
  double sum = 0;
  for (const ComparedRun& run : design.runs) sum += value(run.record);
  return design.runs.empty() ? 0 : sum / static_cast<double>(design.runs.size());
}

double evaluationsOf(const RunRecord& record) {
  return static_cast<double>(record.evaluations);
}
double secondsOf(const RunRecord& record) {
  return record.seconds;
}

}  // namespace

// Only what is on the screen.
void ComparePage::refreshCharts() {
  switch (tabs_->currentIndex()) {
    case 0:
      return refreshCourses();
    case 1:
      return refreshStrip();
    case 2:
      return refreshScatter();
    case 3:
      return refreshParallel();
    case 4:
      return refreshConfusion();
    default:
      return refreshTable();
  }
}

std::function<std::vector<BandChart::Curve>(const std::stop_token&)> ComparePage::courseWork()
    const {
  std::vector<ComparedDesign> designs;
  for (const std::size_t d : shownDesigns(kCurves)) designs.push_back(comparison_.designs[d]);
  const auto value = static_cast<CourseValue>(1 - courseValue_->currentIndex());
  const auto axis = static_cast<CourseAxis>(courseAxis_->currentIndex());
  const auto epochs = static_cast<std::size_t>(1 + 2 * smoothing_->currentIndex());
  return [designs = std::move(designs), value, axis, epochs](const std::stop_token& stop) {
    std::vector<BandChart::Curve> curves;
    for (const ComparedDesign& design : designs) {
      if (stop.stop_requested()) break;
      Course course = smoothed(courseOf(historiesOf(design), value, axis), epochs);
      curves.push_back({QString::fromStdString(design.label), std::move(course.x),
                        std::move(course.mean), std::move(course.low), std::move(course.high)});
    }
    return curves;
  };
}

// What is smoothed says so.
QString ComparePage::courseLabel() const {
  const QString value = tr("Validation %1").arg(courseValue_->currentText().toLower());
  if (smoothing_->currentIndex() == 0) return value;
  return tr("%1, %2").arg(value, smoothing_->currentText().toLower());
}

void ComparePage::refreshCourses() {
  const QString xLabel = courseAxis_->currentText();
  const QString yLabel = courseLabel();
  // Files are read elsewhere: there may be hundreds.
  histories_.start(
      [work = courseWork()](const std::stop_token& stop) -> Result<std::vector<BandChart::Curve>> {
        return work(stop);
      },
      [this, xLabel, yLabel](Result<std::vector<BandChart::Curve>> curves) {
        if (curves) courses_->setCurves(std::move(*curves), xLabel, yLabel);
      });
}

std::vector<StripChart::Reference> ComparePage::references() const {
  std::vector<StripChart::Reference> references;
  if (comparison_.designs.empty()) return references;
  for (const PublishedValue& value : publishedFor(comparison_.designs[0].experiment)) {
    if (references.size() == kReferences) break;
    references.push_back({tr("Published: %1").arg(QString::fromStdString(publishedText(value))),
                          100 * value.accuracy});
  }
  return references;
}

QStringList ComparePage::colorNames(const QComboBox* box) const {
  QStringList names;
  if (box->currentIndex() <= 0) return names;
  names = model_.axisValues(box->currentIndex() - 1);
  const bool baselines = std::ranges::any_of(comparison_.designs, &ComparedDesign::baseline);
  if (baselines) names << tr("baselines");
  return names;
}

int ComparePage::colorOf(const QComboBox* box, const ComparedDesign& design) const {
  if (box->currentIndex() <= 0) return design.baseline ? 1 : 0;
  const QStringList names = colorNames(box);
  if (design.baseline) return static_cast<int>(names.size()) - 1;
  const auto axis = static_cast<std::size_t>(box->currentIndex() - 1);
  return static_cast<int>(
      std::max<qsizetype>(0, names.indexOf(QString::fromStdString(design.axes[axis]))));
}

void ComparePage::refreshStrip() {
  const SweepMetric metric = usedMetric(comparison_, metric_);
  std::vector<BySeed> bySeed;
  for (const ComparedDesign& design : comparison_.designs) {
    bySeed.push_back(accuracyOf(design, metric));
  }
  const Standing standing = standingOf(bySeed);
  std::vector<StripChart::Row> rows;
  for (const std::size_t d : shownDesigns(kStrips)) {
    const ComparedDesign& design = comparison_.designs[d];
    StripChart::Row& row = rows.emplace_back();
    row.name = QString::fromStdString(design.label);
    row.best = standing.best == d;
    row.color = colorOf(stripColor_, design);
    for (const ComparedRun& run : design.runs) {
      const auto value = metricOf(run.record, metric);
      if (!value) continue;
      row.values.push_back(100 * *value);
      row.stuck.push_back(isStuck(run.record));
    }
  }
  std::vector<StripChart::Reference> lines;
  if (!rows.empty()) lines = references();
  strips_->setRows(std::move(rows), std::move(lines),
                   tr("%1 (percent)").arg(QString::fromStdString(sweepMetricName(metric))),
                   colorNames(stripColor_));
}

void ComparePage::refreshScatter() {
  const SweepMetric metric = usedMetric(comparison_, metric_);
  std::vector<ScatterChart::Point> points;
  for (const ComparedDesign& design : comparison_.designs) {
    const Spread spread = spreadOf(valuesOf(accuracyOf(design, metric)));
    if (spread.count == 0) continue;
    const double cost = cost_->currentIndex() == 0   ? static_cast<double>(design.parameters)
                        : cost_->currentIndex() == 1 ? static_cast<double>(design.twoQubitGates)
                        : cost_->currentIndex() == 2 ? meanOf(design, evaluationsOf)
                                                     : meanOf(design, secondsOf);
    points.push_back({QString::fromStdString(design.label), cost, 100 * spread.mean,
                      100 * spread.deviation, design.baseline, colorOf(costColor_, design)});
  }
  std::vector<StripChart::Reference> lines;
  if (!points.empty()) lines = references();
  scatter_->setPoints(std::move(points), std::move(lines), cost_->currentText(),
                      tr("%1 (percent)").arg(QString::fromStdString(sweepMetricName(metric))),
                      colorNames(costColor_));
}

void ComparePage::refreshParallel() {
  const SweepMetric metric = usedMetric(comparison_, metric_);
  QStringList axes;
  std::vector<QStringList> values;
  // A sweep varies its axes; runs differ where they differ.
  const bool sweep = !comparison_.axisNames.empty();
  std::vector<const SettingDifference*> settings;
  for (const SettingDifference& difference : comparison_.differing) {
    if (!followsFromKind(difference, comparison_.differing)) settings.push_back(&difference);
  }
  const std::size_t count =
      std::min(kParallelAxes, sweep ? comparison_.axisNames.size() : settings.size());
  const auto valueAt = [&](std::size_t axis, std::size_t design) {
    if (sweep) return QString::fromStdString(comparison_.designs[design].axes[axis]);
    const std::string& text = settings[axis]->shown[design];
    return text.empty() ? QStringLiteral("–") : QString::fromStdString(text);
  };
  for (std::size_t a = 0; a < count; ++a) {
    axes << QString::fromStdString(sweep ? comparison_.axisNames[a] : settings[a]->name);
    values.emplace_back();
  }
  std::vector<ParallelChart::Line> lines;
  for (std::size_t d = 0; d < comparison_.designs.size(); ++d) {
    const ComparedDesign& design = comparison_.designs[d];
    const Spread spread = spreadOf(valuesOf(accuracyOf(design, metric)));
    if (spread.count == 0 || (sweep && design.baseline)) continue;
    ParallelChart::Line line;
    line.name = QString::fromStdString(design.label);
    line.accuracy = 100 * spread.mean;
    for (std::size_t a = 0; a < count; ++a) {
      const QString text = valueAt(a, d);
      if (!values[a].contains(text)) values[a] << text;
      line.values.push_back(static_cast<int>(values[a].indexOf(text)));
    }
    lines.push_back(std::move(line));
  }
  parallel_->setLines(std::move(axes), std::move(values), std::move(lines), tr("accuracy %"));
}

void ComparePage::refreshConfusion() {
  const std::vector<std::size_t> two = shownDesigns(2);
  if (two.size() < 2) {
    const ComparedDesign* only = two.empty() ? nullptr : &comparison_.designs[two[0]];
    confusion_->setDesigns(only, nullptr);
    return;
  }
  const ComparedDesign& left = comparison_.designs[two[0]];
  const ComparedDesign& right = comparison_.designs[two[1]];
  confusion_->setDesigns(&left, &right);
  for (const ComparedRun& a : left.runs) {
    for (const ComparedRun& b : right.runs) {
      if (a.record.seed != b.record.seed) continue;
      confusion_->setDisagreement(tr("Looking for disagreements…"));
      disagreement_.start(
          [catalog = catalog_, from = a.folder, to = b.folder,
           leftName = QString::fromStdString(left.label),
           rightName = QString::fromStdString(right.label)](const std::stop_token& stop) {
            return disagreementOf(from, to, leftName, rightName, *catalog, stop);
          },
          [this](const Result<QString>& words) {
            confusion_->setDisagreement(words ? *words
                                              : QString::fromStdString(toText(words.error())));
          });
      return;
    }
  }
  confusion_->setDisagreement(tr("The two have no seed in common."));
}

void ComparePage::refreshTable() {
  const SweepMetric metric = usedMetric(comparison_, metric_);
  table_->setSortingEnabled(false);
  table_->setColumnCount(9);
  table_->setHorizontalHeaderLabels({tr("Design"), tr("Accuracy %"), tr("±"), tr("Median %"),
                                     tr("Seeds"), tr("Stuck"), tr("Parameters"),
                                     tr("2-qubit gates"), tr("Circuits")});
  table_->setRowCount(static_cast<int>(comparison_.designs.size()));
  for (int row = 0; row < table_->rowCount(); ++row) {
    const ComparedDesign& design = comparison_.designs[static_cast<std::size_t>(row)];
    const Spread spread = spreadOf(valuesOf(accuracyOf(design, metric)));
    const auto stuck = std::count_if(design.runs.begin(), design.runs.end(),
                                     [](const ComparedRun& run) { return isStuck(run.record); });
    const double circuits = meanOf(design, evaluationsOf);
    const QString none = QStringLiteral("–");
    const bool any = spread.count > 0;
    table_->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(design.label)));
    const auto number = [&](int column, const QString& text, double value) {
      table_->setItem(row, column, new NumberItem(text, value));
    };
    number(1, any ? QString::number(100 * spread.mean, 'f', 2) : none, any ? spread.mean : -1);
    number(2, spread.count > 1 ? QString::number(100 * spread.deviation, 'f', 2) : none,
           spread.deviation);
    number(3, any ? QString::number(100 * spread.median, 'f', 2) : none, any ? spread.median : -1);
    number(4, QString::number(spread.count), static_cast<double>(spread.count));
    number(5, QString::number(stuck), static_cast<double>(stuck));
    number(6, QString::number(design.parameters), static_cast<double>(design.parameters));
    number(7, QString::number(design.twoQubitGates), static_cast<double>(design.twoQubitGates));
    number(8, any ? QLocale().toString(circuits, 'f', 0) : none, circuits);
  }
  table_->setSortingEnabled(true);
  table_->resizeColumnsToContents();
}

}  // namespace qonvolve::ui
