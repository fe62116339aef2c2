// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/cost_functions.h"

#include <algorithm>
#include <numeric>

#include "core/train/model_hessian.h"

namespace qonvolve {

namespace {

std::vector<std::size_t> firstRows(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

Matrix rowsOf(const ScanCase& scan, std::span<const double> points, const Rng& axes) {
  const std::size_t size = scan.design.parameterCount;
  const std::size_t count = points.size() / size;
  const std::size_t width = scan.draws.rowSize();
  Matrix rows(static_cast<Eigen::Index>(count), static_cast<Eigen::Index>(width));
  for (std::size_t i = 0; i < count; ++i) {
    scan.draws.fillRow(points.subspan(i * size, size), axes, {rows.data() + i * width, width});
  }
  return rows;
}

SampleLoss lossOf(const Model& model, const Loss& loss, const Dataset& data,
                  const std::vector<std::size_t>& rows) {
  return [&model, &loss, &data, &rows](std::size_t position, std::span<const double> outputs,
                                       std::span<double> cotangents) {
    return loss.evaluate(model.head, outputs, data.y[rows[position]], cotangents);
  };
}

}  // namespace

CostFunction caseCost(const ScanCase& scan, ThreadPool& pool, Rng axes) {
  const auto runner = std::make_shared<ModelRunner>(scan.draws.model(), scan.stages, pool);
  return [runner, &scan, axes](std::span<const double> points, std::span<double> values,
                               std::stop_token stop) {
    const Matrix rows = rowsOf(scan, points, axes);
    Matrix outputs;
    if (!runner->predict({}, rows, firstRows(values.size()), outputs, stop)) return false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = outputs(static_cast<Eigen::Index>(i), 0);
    }
    return true;
  };
}

CostFunction dataLoss(ModelRunner& runner, const Loss& loss, const Dataset& data,
                      const std::vector<std::size_t>& rows) {
  return [&](std::span<const double> points, std::span<double> values, std::stop_token stop) {
    const std::size_t size = points.size() / values.size();
    const Head& head = runner.model().head;
    Matrix outputs;
    std::vector<double> sample(head.outputs);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!runner.predict(points.subspan(i * size, size), data.x, rows, outputs, stop)) {
        return false;
      }
      double sum = 0;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        for (std::size_t k = 0; k < sample.size(); ++k) {
          sample[k] = outputs(static_cast<Eigen::Index>(r), static_cast<Eigen::Index>(k));
        }
        sum += loss.evaluate(head, sample, data.y[rows[r]], {});
      }
      values[i] = sum / static_cast<double>(rows.size());
    }
    return true;
  };
}

HessianProduct dataHessian(ModelRunner& runner, const Loss& loss, const Dataset& data,
                           const std::vector<std::size_t>& rows, const std::vector<double>& centre,
                           std::stop_token stop) {
  return [&runner, &loss, &data, &rows, &centre, stop](std::span<const double> direction,
                                                       std::span<double> product) {
    if (!lossHessianProduct(runner, centre, data.x, rows, lossOf(runner.model(), loss, data, rows),
                            direction, product, stop)) {
      return false;
    }
    for (double& value : product) value /= static_cast<double>(rows.size());
    return true;
  };
}

}  // namespace qonvolve
