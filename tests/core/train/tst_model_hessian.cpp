// SPDX-License-Identifier: GPL-3.0-or-later
// Hessian-vector products over data against the exact ones, sample by sample.
#include "core/train/model_hessian.h"

#include <QtTest>
#include <cmath>

#include "core/gradient/circuit_function.h"
#include "core/gradient/hessian.h"
#include "tests/support/random_design.h"

using namespace qonvolve;

namespace {

// L = sum_k (y_k - 0.2)^2 / 2 of every sample.
double loss(std::size_t, std::span<const double> y, std::span<double> dy) {
  double sum = 0;
  for (std::size_t k = 0; k < y.size(); ++k) {
    dy[k] = y[k] - 0.2;
    sum += dy[k] * dy[k] / 2;
  }
  return sum;
}

void curvedLoss(std::span<const double> y, std::span<double> gradient,
                std::span<double> curvature) {
  loss(0, y, gradient);
  for (std::size_t k = 0; k < y.size(); ++k) curvature[k * y.size() + k] = 1;
}

}  // namespace

class TestModelHessian : public QObject {
  Q_OBJECT
 private slots:
  void agreesWithTheExactProducts_data() {
    QTest::addColumn<int>("seed");
    for (int seed = 0; seed < 8; ++seed) QTest::addRow("%d", seed) << seed;
  }
  void agreesWithTheExactProducts() {
    QFETCH(int, seed);
    const test::RandomDesign design =
        test::randomDesign(static_cast<std::uint64_t>(seed), {.wires = 5, .ops = 150});
    const std::size_t count = design.model.parameterCount;
    Rng rng(static_cast<std::uint64_t>(seed));
    std::vector<double> theta(count), v(count), product(count);
    for (double& t : theta) t = rng.uniform(-3, 3);
    for (double& t : v) t = 10 * rng.normal();
    Matrix x(12, design.features);
    for (double& value : x.reshaped()) value = rng.uniform(-2, 2);
    const std::vector<std::size_t> rows{0, 3, 4, 7, 8, 9, 10, 11, 2, 1};

    ThreadPool pool(2);
    ModelRunner runner(
        design.model,
        [](const Stage& stage) { return makeStatevectorFunction(std::get<Circuit>(stage)); }, pool);
    QVERIFY(lossHessianProduct(runner, theta, x, rows, loss, v, product));

    HessianSweep sweep(design.circuit());
    sweep.bind(theta);
    const Eigen::Map<const Eigen::MatrixXd> direction(v.data(), static_cast<Eigen::Index>(count),
                                                      1);
    Eigen::MatrixXd exact = Eigen::MatrixXd::Zero(direction.rows(), 1);
    for (const std::size_t row : rows) {
      std::vector<double> inputs;
      for (const InputRef& ref : design.model.stages.front().inputs) {
        inputs.push_back(x(static_cast<Eigen::Index>(row), ref.index));
      }
      sweep.addProducts(inputs, curvedLoss, 1, direction, exact);
    }
    const Eigen::Map<const Eigen::VectorXd> found(product.data(), exact.rows());
    const double size = exact.cwiseAbs().maxCoeff();
    QVERIFY(size > 1e-2);
    QVERIFY2((found - exact).cwiseAbs().maxCoeff() < 1e-8 * size,
             qPrintable(QString::number((found - exact).cwiseAbs().maxCoeff() / size)));
  }

  void stopsAndTakesNoDirection() {
    const test::RandomDesign design = test::randomDesign(1);
    const std::vector<double> zero(design.model.parameterCount);
    std::vector<double> product(zero.size(), 1.0);
    ThreadPool pool(1);
    ModelRunner runner(
        design.model,
        [](const Stage& stage) { return makeStatevectorFunction(std::get<Circuit>(stage)); }, pool);
    const Matrix x = Matrix::Constant(2, design.features, .5);
    const std::vector<std::size_t> rows{0, 1};
    QVERIFY(lossHessianProduct(runner, zero, x, rows, loss, zero, product));
    QVERIFY(product == zero);
    std::stop_source stop;
    stop.request_stop();
    const std::vector<double> one(zero.size(), 1.0);
    QVERIFY(!lossHessianProduct(runner, zero, x, rows, loss, one, product, stop.get_token()));
  }
};

QTEST_GUILESS_MAIN(TestModelHessian)
#include "tst_model_hessian.moc"
