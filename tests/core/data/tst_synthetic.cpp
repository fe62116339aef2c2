// SPDX-License-Identifier: GPL-3.0-or-later
// Every synthetic source: promise, balance, seeds; and the rule each class follows.
#include <QtTest>
#include <cmath>
#include <numbers>
#include <set>

#include "core/data/sources/sources.h"
#include "tests/core/data/builders.h"

using namespace qonvolve;

namespace {

constexpr double kPi = std::numbers::pi;

std::vector<SourceType> synthetic() {
  return {linesSource(), barsStripesSource(), xorSource(),  circlesSource(),
          moonsSource(), spiralsSource(),     blobsSource()};
}

Dataset load(const SourceType& type, const Values& options = {}, std::uint64_t seed = 1) {
  auto data = type.load({"/data/source", "", {}}, options, Rng(seed));
  if (!data) qFatal("%s", toText(data.error()).c_str());
  return std::move(data->train);
}

int labelOf(const Dataset& data, Eigen::Index row) {
  return data.y[static_cast<std::size_t>(row)];
}

}  // namespace

class TestSynthetic : public QObject {
  Q_OBJECT
 private slots:
  void everySourceKeepsItsPromise_data() {
    QTest::addColumn<int>("index");
    int index = 0;
    for (const SourceType& type : synthetic()) QTest::newRow(type.info.id.c_str()) << index++;
  }
  void everySourceKeepsItsPromise() {
    QFETCH(int, index);
    const SourceType type = synthetic()[static_cast<std::size_t>(index)];
    const Values options{{"samples", std::int64_t{101}}};
    QVERIFY(type.synthetic);
    const Dataset data = load(type, options);
    const auto promise = type.promise(options);
    QVERIFY(promise.has_value());
    QVERIFY(data.shape == promise->shape);
    QCOMPARE(data.classNames, promise->classNames);
    QCOMPARE(data.x.rows(), Eigen::Index{101});
    QCOMPARE(static_cast<std::uint32_t>(data.x.cols()), data.shape.features);
    QCOMPARE(data.size(), std::size_t{101});
    QVERIFY(checkFinite(data, "source", "", "").has_value());
    const auto counts = classCounts(data);
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    QVERIFY(*most - *least <= 1);
    QVERIFY(data.x.minCoeff() > -2 && data.x.maxCoeff() < kPi + 2);
    QVERIFY(load(type, options).x == data.x);
    QVERIFY(load(type, options, 2).x != data.x);
  }

  void linesHoldTwoNeighbouringBrightPixels() {
    const Dataset data = load(linesSource(), {{"samples", std::int64_t{400}}});
    std::set<Eigen::Index> seen[2];
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      std::vector<Eigen::Index> lit;
      for (Eigen::Index j = 0; j < 8; ++j) {
        if (std::abs(data.x(i, j) - kPi / 2) < 1e-12) {
          lit.push_back(j);
        } else {
          QVERIFY(data.x(i, j) >= 0 && data.x(i, j) < kPi / 4);
        }
      }
      QCOMPARE(lit.size(), std::size_t{2});
      const int label = labelOf(data, i);
      if (label == 0) {
        QCOMPARE(lit[1], lit[0] + 1);
        QCOMPARE(lit[1] / 4, lit[0] / 4);
      } else {
        QCOMPARE(lit[1], lit[0] + 4);
      }
      seen[label].insert(lit[0]);
    }
    QCOMPARE(seen[0].size(), std::size_t{6});
    QCOMPARE(seen[1].size(), std::size_t{4});
  }
  void barsAreColumnsAndStripesRows() {
    const Dataset data = load(barsStripesSource(), {{"noise", 0.0}, {"height", std::int64_t{3}}});
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      const Matrix image = data.x.row(i).reshaped<Eigen::RowMajor>(3, 4);
      const auto lit = (image.array() > 1).count();
      QVERIFY(lit > 0 && lit < 12);
      if (labelOf(data, i) == 0) {
        QVERIFY(((image.rowwise() - image.row(0)).array() == 0).all());
      } else {
        QVERIFY(((image.colwise() - image.col(0)).array() == 0).all());
      }
    }
  }
  void xorClassesShareSidesOrNot() {
    const Dataset data = load(xorSource(), {{"noise", 0.0}});
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      const double product = (data.x(i, 0) - kPi / 2) * (data.x(i, 1) - kPi / 2);
      QCOMPARE(labelOf(data, i), product >= 0 ? 0 : 1);
    }
  }
  void circlesHaveTheirRadii() {
    const Dataset data = load(circlesSource(), {{"noise", 0.0}, {"factor", 0.3}});
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      const double radius = (data.x.row(i).array() - kPi / 2).matrix().norm() / (kPi / 2);
      QVERIFY(std::abs(radius - (labelOf(data, i) == 0 ? 1 : 0.3)) < 1e-12);
    }
  }
  void moonsLieOnTheirHalfCircles() {
    const Dataset data = load(moonsSource(), {{"noise", 0.0}});
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      const double x = (data.x(i, 0) / (kPi / 2) - 1) * 1.5 + 0.5;
      const double y = (data.x(i, 1) / (kPi / 2) - 1) * 1.5 + 0.25;
      const bool upper = labelOf(data, i) == 0;
      const double radius = upper ? std::hypot(x, y) : std::hypot(x - 1, y - 0.5);
      QVERIFY(std::abs(radius - 1) < 1e-12);
      QVERIFY(upper ? y >= -1e-12 : y <= 0.5 + 1e-12);
    }
  }
  void spiralsHaveAsManyArmsAsClasses() {
    const Dataset data =
        load(spiralsSource(), {{"noise", 0.0}, {"classes", std::int64_t{3}}, {"turns", 1.5}});
    QCOMPARE(data.classNames.size(), std::size_t{3});
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      const double x = data.x(i, 0) / (kPi / 2) - 1;
      const double y = data.x(i, 1) / (kPi / 2) - 1;
      const double turn =
          std::atan2(y, x) / (2 * kPi) - 1.5 * std::hypot(x, y) - labelOf(data, i) / 3.0;
      QVERIFY(std::abs(turn - std::round(turn)) < 1e-9);
    }
  }
  void blobsSpreadAroundTheirCentres() {
    const Dataset data = load(blobsSource(), {{"classes", std::int64_t{4}},
                                              {"features", std::int64_t{3}},
                                              {"samples", std::int64_t{8000}},
                                              {"noise", 0.2}});
    for (int c = 0; c < 4; ++c) {
      Eigen::RowVector3d mean = Eigen::RowVector3d::Zero();
      double square = 0;
      for (Eigen::Index i = c; i < data.x.rows(); i += 4) mean += data.x.row(i);
      mean /= 2000;
      for (Eigen::Index i = c; i < data.x.rows(); i += 4) {
        square += (data.x.row(i) - mean).squaredNorm();
      }
      QVERIFY(std::abs(std::sqrt(square / 6000) - 0.2) < 0.01);
      QVERIFY(mean.minCoeff() > -0.05 && mean.maxCoeff() < kPi + 0.05);
    }
  }
  void badOptionsAreErrors() {
    const Values options{{"height", std::int64_t{1}}};
    QCOMPARE(errorText(linesSource().load({"/data/source", "", {}}, options, Rng(1))),
             QString("/data/source/options/height: Height is 1; it must be 2 to 16. "
                     "Use a value in that range; the default is 2."));
    QVERIFY(!linesSource().promise(options).has_value());
  }
  void classesAreSelectedOnLoading() {
    const auto data = blobsSource().load({"/data/source", "", {"blob 3", "0"}}, {}, Rng(1));
    QVERIFY(data.has_value());
    QCOMPARE(data->train.classNames, (std::vector<std::string>{"blob 3", "blob 1"}));
    QCOMPARE(data->train.size(), std::size_t{400});
  }
};

QTEST_GUILESS_MAIN(TestSynthetic)
#include "tst_synthetic.moc"
