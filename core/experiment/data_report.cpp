// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/data_report.h"

#include <algorithm>
#include <numeric>

#include "core/experiment/text_report.h"

namespace qonvolve {

namespace {

FeatureSpread emptySpread(std::string name, double low, double high, std::size_t classes) {
  // A constant feature gets a range around its value.
  if (!(low < high)) {
    low -= 0.5;
    high += 0.5;
  }
  return {std::move(name), low, high,
          std::vector(classes, std::vector<std::size_t>(DataReport::kBins, 0))};
}

void count(FeatureSpread& spread, double value, int label) {
  const double share = (value - spread.low) / (spread.high - spread.low);
  const auto bin = static_cast<std::size_t>(
      std::clamp(share * DataReport::kBins, 0.0, static_cast<double>(DataReport::kBins - 1)));
  ++spread.counts[static_cast<std::size_t>(label)][bin];
}

std::vector<FeatureSpread> spreadsOf(const Dataset& data) {
  std::vector<FeatureSpread> spreads;
  if (data.x.size() == 0) return spreads;  // no samples, or texts without numbers yet
  const std::size_t classes = data.classNames.size();
  const auto single = std::min(static_cast<std::size_t>(data.x.cols()), DataReport::kMostSpreads);
  spreads.push_back(emptySpread("", data.x.minCoeff(), data.x.maxCoeff(), classes));
  for (std::size_t j = 0; j < single; ++j) {
    const auto column = data.x.col(static_cast<Eigen::Index>(j));
    spreads.push_back(
        emptySpread(featureName(data, j), column.minCoeff(), column.maxCoeff(), classes));
  }
  for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
    const int label = data.y[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < data.x.cols(); ++j) {
      count(spreads.front(), data.x(i, j), label);
      const auto own = static_cast<std::size_t>(j) + 1;
      if (own < spreads.size()) count(spreads[own], data.x(i, j), label);
    }
  }
  return spreads;
}

std::vector<std::size_t> classCounts(const Dataset& data, std::size_t classes) {
  std::vector<std::size_t> counts(classes, 0);
  for (const int label : data.y) ++counts[static_cast<std::size_t>(label)];
  return counts;
}

// Rows of the first samples of each class in turn.
std::vector<std::size_t> rowsInTurn(const Dataset& data, std::size_t wanted) {
  std::vector<std::vector<std::size_t>> byClass(data.classNames.size());
  for (std::size_t i = 0; i < data.size(); ++i) {
    auto& rows = byClass[static_cast<std::size_t>(data.y[i])];
    if (rows.size() < wanted) rows.push_back(i);
  }
  std::vector<std::size_t> rows;
  for (std::size_t turn = 0; rows.size() < wanted; ++turn) {
    const std::size_t before = rows.size();
    for (const auto& own : byClass) {
      if (turn < own.size() && rows.size() < wanted) rows.push_back(own[turn]);
    }
    if (rows.size() == before) break;
  }
  return rows;
}

std::vector<double> rowOf(const Matrix& matrix, Eigen::Index row) {
  return {matrix.row(row).data(), matrix.row(row).data() + matrix.cols()};
}

}  // namespace

std::size_t DataReport::samplesIn(std::size_t part) const {
  return std::accumulate(counts[part].begin(), counts[part].end(), std::size_t{0});
}

double majorityShare(const SplitData& data) {
  const Dataset& part = data.validation.size() > 0 ? data.validation : data.train;
  std::vector<std::size_t> counts(part.classNames.size(), 0);
  for (const int label : part.y) ++counts[static_cast<std::size_t>(label)];
  if (part.y.empty()) return 0;
  return static_cast<double>(std::ranges::max(counts)) / static_cast<double>(part.y.size());
}

std::string featureName(const Dataset& data, std::size_t feature) {
  if (feature < data.featureNames.size()) return data.featureNames[feature];
  if (data.shape.isImage()) {
    return "row " + std::to_string(feature / data.shape.width + 1) + ", column " +
           std::to_string(feature % data.shape.width + 1);
  }
  return "x" + std::to_string(feature + 1);
}

Result<SeenSamples> asSeen(const DataSpec& spec, const Catalog& catalog,
                           const std::vector<FittedState>& fitted, const FeatureShape& rawShape,
                           const Matrix& ready) {
  std::vector<FeatureShape> shapes{rawShape};
  std::vector<const PreprocessorType*> types;
  for (std::size_t i = 0; i < spec.preprocess.size(); ++i) {
    const std::string where = "/data/preprocess/" + std::to_string(i);
    const auto type = catalog.preprocessors.require(spec.preprocess[i].type, where + "/type");
    if (!type) return type.error();
    const auto shape = (*type)->outputShape(spec.preprocess[i].options, shapes.back(), where);
    if (!shape) return shape.error();
    types.push_back(*type);
    shapes.push_back(*shape);
  }
  SeenSamples seen{ready, shapes.back()};
  for (std::size_t i = types.size(); i-- > 0 && types[i]->reconstruct;) {
    auto back = types[i]->reconstruct(spec.preprocess[i].options, fitted.at(i), seen.x);
    if (!back) return back.error();
    seen = {std::move(*back), shapes[i]};
  }
  return seen;
}

Result<DataReport> describeData(const Experiment& experiment, const Catalog& catalog,
                                const PreparedData& data) {
  const Dataset& raw = data.raw.train;
  const Dataset& ready = data.ready.train;
  DataReport report;
  report.classNames = raw.classNames;
  report.rawShape = raw.shape;
  report.readyShape = ready.shape;
  for (Eigen::Index j = 0; j < raw.x.cols(); ++j) {
    report.featureNames.push_back(featureName(raw, static_cast<std::size_t>(j)));
  }
  const std::size_t classes = raw.classNames.size();
  report.counts = {classCounts(raw, classes), classCounts(data.raw.validation, classes),
                   classCounts(data.raw.test, classes)};
  report.notes = data.notes;
  if (raw.shape.texts) {
    auto text = describeTexts(experiment, data);
    if (!text) return text.error();
    report.text = std::make_shared<const TextReport>(std::move(*text));
    return report;
  }
  report.before = spreadsOf(raw);
  report.after = spreadsOf(ready);
  if (!report.before.empty()) {
    report.rawLow = report.before.front().low;
    report.rawHigh = report.before.front().high;
  }

  const Dataset chosen = subset(raw, rowsInTurn(raw, DataReport::kSamples));
  const Dataset chosenReady = subset(ready, rowsInTurn(raw, DataReport::kSamples));
  auto seen = asSeen(experiment.data, catalog, data.fitted, raw.shape, chosenReady.x);
  if (!seen) return seen.error();
  report.seenShape = seen->shape;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    report.samples.push_back(
        {chosen.y[i], rowOf(chosen.x, row), rowOf(seen->x, row), rowOf(chosenReady.x, row)});
  }

  report.plane = samplesInPlane(data, DataPart::Train);
  const auto rows = static_cast<Eigen::Index>(std::min(raw.size(), DataReport::kRows));
  report.firstRows = raw.x.topRows(rows);
  report.firstLabels.assign(raw.y.begin(), raw.y.begin() + rows);
  return report;
}

}  // namespace qonvolve
