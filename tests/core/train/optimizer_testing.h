// SPDX-License-Identifier: GPL-3.0-or-later
// What tests of optimizers share: the catalogue, steps and a function to go down on.
#pragma once

#include <QtTest>
#include <cmath>
#include <functional>

#include "core/train/optimizers/optimizers.h"

namespace qonvolve::optimizing {

/// An objective from a function and its gradient; counts the values asked for.
class Function final : public Objective {
 public:
  using F = std::function<double(std::span<const double>)>;
  using G = std::function<void(std::span<const double>, std::span<double>)>;
  Function(F f, G g) : f_(std::move(f)), g_(std::move(g)) {}
  double value(std::span<const double> theta) override {
    ++evaluations;
    return f_(theta);
  }
  double valueAndGradient(std::span<const double> theta, std::span<double> gradient) override {
    g_(theta, gradient);
    return f_(theta);
  }
  int evaluations = 0;

 private:
  F f_;
  G g_;
};

/// cos a cos b
inline Function cosines() {
  return {[](std::span<const double> t) { return std::cos(t[0]) * std::cos(t[1]); },
          [](std::span<const double> t, std::span<double> g) {
            g[0] = -std::sin(t[0]) * std::cos(t[1]);
            g[1] = -std::cos(t[0]) * std::sin(t[1]);
          }};
}

inline const Registry<OptimizerType>& all() {
  static const Registry<OptimizerType> registry = builtinOptimizers();
  return registry;
}

inline std::unique_ptr<Optimizer> make(const std::string& id, const Values& options,
                                       std::size_t parameters) {
  auto made = all().find(id)->make(options, parameters, "");
  Q_ASSERT(made);
  return std::move(*made);
}

/// With a learning rate where it has one, and golden section where curves are not known.
inline Values usual(const OptimizerType& type, double learningRate) {
  Values options;
  for (const Field& field : type.fields()) {
    if (field.key == "learning_rate") options[field.key] = learningRate;
    if (field.key == "otherwise") options[field.key] = std::string("search");
  }
  return options;
}

inline StepInfo stepInfo(std::uint64_t step, std::uint64_t total = 100) {
  return {.rng = Rng(7).stream("optimizer", step), .rate = 1, .totalSteps = total};
}

inline bool near(std::span<const double> values, std::initializer_list<double> expected,
                 double tolerance = 6e-9) {  // the traces have eight decimals
  if (values.size() != expected.size()) return false;
  std::size_t i = 0;
  for (const double e : expected) {
    if (!(std::abs(values[i++] - e) <= tolerance)) {
      qWarning("value %d is %.10f, expected %.10f", int(i - 1), values[i - 1], e);
      return false;
    }
  }
  return true;
}

/// A row for each entry of the catalogue.
inline void everyOptimizer() {
  QTest::addColumn<QString>("id");
  for (const OptimizerType& type : all().entries()) {
    QTest::newRow(type.info.id.c_str()) << QString::fromStdString(type.info.id);
  }
}

}  // namespace qonvolve::optimizing
