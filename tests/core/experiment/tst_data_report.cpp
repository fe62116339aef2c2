// SPDX-License-Identifier: GPL-3.0-or-later
// The report of the data counts every sample once and shows what preprocessing leaves of them.
#include "core/experiment/data_report.h"

#include <QtTest>
#include <numeric>

#include "tests/core/experiment/example.h"

using namespace qonvolve;

class TestDataReport : public QObject {
  Q_OBJECT

 private slots:
  void everySampleIsCounted() {
    const Experiment e = linesExample();
    const auto data = prepareData(e, catalog_, "");
    const auto report = describeData(e, catalog_, *data);
    QVERIFY(report);
    QCOMPARE(report->samplesIn(0), data->raw.train.size());
    QCOMPARE(report->samplesIn(1), data->raw.validation.size());
    QCOMPARE(report->samplesIn(2), data->raw.test.size());
    QCOMPARE(report->samplesIn(0) + report->samplesIn(1) + report->samplesIn(2), std::size_t(200));
    QCOMPARE(report->before.size(), std::size_t(9));  // all together, then 8 pixels
    QCOMPARE(report->after.size(), std::size_t(9));
    for (const auto* spreads : {&report->before, &report->after}) {
      for (std::size_t i = 0; i < spreads->size(); ++i) {
        std::size_t total = 0;
        for (const auto& bins : (*spreads)[i].counts) {
          total += std::accumulate(bins.begin(), bins.end(), std::size_t(0));
        }
        QCOMPARE(total, report->samplesIn(0) * (i == 0 ? 8 : 1));
      }
    }
    QCOMPARE(report->before[6].name, std::string("row 2, column 2"));
    QVERIFY(!report->plane);
  }

  void samplesComeInTurnWithWhatTheCircuitSees() {
    Experiment e = linesExample();
    e.data.preprocess.insert(e.data.preprocess.begin(),
                             {.type = "pca", .options = {{"components", std::int64_t{3}}}});
    const auto data = prepareData(e, catalog_, "");
    QVERIFY(data);
    const auto report = describeData(e, catalog_, *data);
    QVERIFY(report);
    QCOMPARE(report->samples.size(), DataReport::kSamples);
    QVERIFY(report->seenShape == report->rawShape);  // scale and PCA can both be undone
    double error = 0;
    double size = 0;
    for (std::size_t i = 0; i < report->samples.size(); ++i) {
      const ReportedSample& sample = report->samples[i];
      QCOMPARE(sample.label, int(i % 2));
      QCOMPARE(sample.raw.size(), std::size_t(8));
      QCOMPARE(sample.seen.size(), std::size_t(8));
      QCOMPARE(sample.features.size(), std::size_t(3));
      for (std::size_t j = 0; j < 8; ++j) {
        error += std::pow(sample.seen[j] - sample.raw[j], 2);
        size += std::pow(sample.raw[j], 2);
      }
    }
    // Three of eight components keep much of the picture, but not all.
    QVERIFY2(error > 0.01 * size && error < 0.6 * size, qPrintable(QString::number(error / size)));
  }

  void nothingIsLostWithoutPreprocessing() {
    Experiment e = linesExample();
    e.data.preprocess.clear();
    const auto data = prepareData(e, catalog_, "");
    const auto report = describeData(e, catalog_, *data);
    for (const ReportedSample& sample : report->samples) QVERIFY(sample.seen == sample.raw);
  }

  void twoFeaturesLieInAPlane() {
    Experiment e = linesExample();
    e.data.source = {.type = "moons", .options = {{"samples", std::int64_t{100}}}};
    const auto data = prepareData(e, catalog_, "");
    const auto report = describeData(e, catalog_, *data);
    QVERIFY(report && report->plane);
    QVERIFY(report->plane->plane.raw);
    QCOMPARE(report->plane->points.rows(), Eigen::Index(report->samplesIn(0)));
    QCOMPARE(report->plane->plane.xName, std::string(report->featureNames[0]));
    QVERIFY(report->plane->plane.xLow < data->raw.test.x.col(0).minCoeff());
    QVERIFY(report->plane->plane.yHigh > data->raw.test.x.col(1).maxCoeff());
    QCOMPARE(report->firstRows.rows(), Eigen::Index(50));
    QCOMPARE(report->firstLabels.size(), std::size_t(50));
  }

  void loadingCanBeStopped() {
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!prepareData(linesExample(), catalog_, "", {}, stop.get_token()));
  }

 private:
  Catalog catalog_ = makeCatalog();
};

QTEST_GUILESS_MAIN(TestDataReport)
#include "tst_data_report.moc"
