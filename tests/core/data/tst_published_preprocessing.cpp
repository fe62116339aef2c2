// SPDX-License-Identifier: GPL-3.0-or-later
// Preprocessing of arXiv:2108.00661 on the real images, against known figures of its results.
#include <QtTest>
#include <cmath>

#include "core/data/preprocessors/preprocessors.h"
#include "tests/core/data/builders.h"
#include "tests/core/data/reference.h"

using namespace qonvolve;

namespace {

/// What `type` makes of `data` when fitted on them.
Result<Dataset> fitAndApply(const PreprocessorType& type, const Values& values,
                            const Dataset& data) {
  const auto fitted = type.fit(values, data, Rng(1), "");
  if (!fitted) return fitted.error();
  return type.apply(values, *fitted, data, DataPart::Train, "");
}

QString meanAndDeviation(const Eigen::ArrayXd& values) {
  const double mean = values.mean();
  const double deviation = std::sqrt((values - mean).square().mean());
  return QString("%1 +- %2").arg(mean, 0, 'f', 3).arg(deviation, 0, 'f', 3);
}

}  // namespace

class TestPublishedPreprocessing : public QObject {
  Q_OBJECT
 private slots:
  void centralColumnsAndPcaGiveTheKnownFigures_data() {
    QTest::addColumn<QString>("dataset");
    QTest::addColumn<int>("rank");
    // Norms of components 1 to 16 and 17 to 32 over the samples; empty: not known.
    QTest::addColumn<QString>("firstHalf");
    QTest::addColumn<QString>("secondHalf");
    QTest::addColumn<QString>("span");  // of the first 8 components
    QTest::addColumn<QString>("zero");  // where scaling to 0 ... pi puts a score of 0
    QTest::newRow("MNIST") << "mnist" << 26 << "9.230 +- 1.275" << "0.443 +- 0.303"
                           << "-9.37 10.73" << "1.464";
    QTest::newRow("Fashion-MNIST") << "fashion_mnist" << 28 << "" << "" << "-9.63 13.08" << "1.332";
  }
  void centralColumnsAndPcaGiveTheKnownFigures() {
    QFETCH(QString, dataset);
    QFETCH(int, rank);
    QFETCH(QString, firstHalf);
    QFETCH(QString, secondHalf);
    QFETCH(QString, span);
    QFETCH(QString, zero);
    if (referenceFolder(dataset).isEmpty()) QSKIP("skipped: the data set is not here");
    const auto source = loadReference(dataset, {"0", "1"});
    QCOMPARE(errorText(source), QString("no error"));
    const auto columns =
        fitAndApply(centralColumnsPreprocessor(), {{"rows", std::int64_t{784}}}, source->train);
    QCOMPARE(errorText(columns), QString("no error"));

    const PreprocessorType pca = pcaPreprocessor();
    const Values all = {{"components", std::int64_t{32}}};
    const auto fitted = pca.fit(all, *columns, Rng(1), "");
    QCOMPARE(errorText(fitted), QString("no error"));
    const Matrix& variances = fitted->at("variances");
    QCOMPARE(static_cast<int>((variances.array() > 1e-9 * variances(0, 0)).count()), rank);

    const auto scores = pca.apply(all, *fitted, *columns, DataPart::Train, "");
    QCOMPARE(errorText(scores), QString("no error"));
    if (!firstHalf.isEmpty()) {
      QCOMPARE(meanAndDeviation(scores->x.leftCols(16).rowwise().norm().array()), firstHalf);
      QCOMPARE(meanAndDeviation(scores->x.rightCols(16).rowwise().norm().array()), secondHalf);
    }
    Dataset eight = *scores;
    eight.x = scores->x.leftCols(8).eval();
    eight.shape = {.features = 8};
    QCOMPARE(QString("%1 %2").arg(eight.x.minCoeff(), 0, 'f', 2).arg(eight.x.maxCoeff(), 0, 'f', 2),
             span);

    const PreprocessorType scale = scalePreprocessor();
    const auto map = scale.fit({}, eight, Rng(1), "");
    QCOMPARE(errorText(map), QString("no error"));
    Dataset origin = subset(eight, {0});
    origin.x.setZero();
    const auto angle = scale.apply({}, *map, origin, DataPart::Test, "");
    QCOMPARE(errorText(angle), QString("no error"));
    QCOMPARE(QString::number(angle->x(0, 0), 'f', 3), zero);
  }
};

QTEST_GUILESS_MAIN(TestPublishedPreprocessing)
#include "tst_published_preprocessing.moc"
