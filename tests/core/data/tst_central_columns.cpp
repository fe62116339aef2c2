// SPDX-License-Identifier: GPL-3.0-or-later
// The published resize to width 1, against values worked out by hand.
#include <QtTest>
#include <cmath>

#include "builders.h"
#include "core/data/preprocessors/preprocessors.h"

using namespace qonvolve;

class TestCentralColumns : public QObject {
  Q_OBJECT
 private slots:
  void isTheMeanOfTheTwoCentralColumnsStretched() {
    // 2 x 4 pixels: rows 0 1 3 0 and 0 5 7 0, central means 2 and 6.
    Dataset data = makeDataset({{0, 1, 3, 0, 0, 5, 7, 0}, {9, 2, 2, 9, 9, 2, 2, 9}}, {0, 1});
    data.shape = {.features = 8, .height = 2, .width = 4};
    const PreprocessorType type = centralColumnsPreprocessor();
    const Values values = {{"rows", std::int64_t{4}}};
    const auto fitted = type.fit(values, data, Rng(1), "");
    QVERIFY(fitted);
    const auto out = type.apply(values, *fitted, data, DataPart::Test, "");
    QVERIFY(out);
    // Half-pixel centres: positions -0.25 (clamped), 0.25, 0.75, 1.25 (clamped).
    const double expected[] = {2, 3, 5, 6};
    for (Eigen::Index i = 0; i < 4; ++i) {
      QVERIFY(std::abs(out->x(0, i) - expected[i]) < 1e-15);
      QVERIFY(std::abs(out->x(1, i) - 2) < 1e-15);
    }
    QVERIFY(!out->shape.isImage());
    QCOMPARE(out->shape.features, 4U);

    const auto seen = type.reconstruct(values, *fitted, out->x);
    QVERIFY(seen);
    QCOMPARE(seen->cols(), Eigen::Index{8});
    // Back to two rows: between the two samples nearest to each row's centre.
    for (Eigen::Index column = 0; column < 4; ++column) {
      QVERIFY(std::abs((*seen)(0, column) - 2.5) < 1e-15);
      QVERIFY(std::abs((*seen)(0, 4 + column) - 5.5) < 1e-15);
    }
  }

  void oddWidthHasOneCentralColumn() {
    Dataset data = makeDataset({{1, 5, 9}}, {0});
    data.shape = {.features = 3, .height = 1, .width = 3};
    const PreprocessorType type = centralColumnsPreprocessor();
    const Values values = {{"rows", std::int64_t{2}}};
    const auto out = type.apply(values, {}, data, DataPart::Train, "");
    QVERIFY(out);
    QCOMPARE(out->x(0, 0), 5.0);
    QCOMPARE(out->x(0, 1), 5.0);
  }

  void refusesDataThatAreNoImages() {
    const auto shape = centralColumnsPreprocessor().outputShape({}, {.features = 8}, "/p");
    QCOMPARE(errorText(shape), QString("/p: Central columns: the data are no images. Use it as the "
                                       "first step after a source of images, or remove it."));
  }
};

QTEST_GUILESS_MAIN(TestCentralColumns)
#include "tst_central_columns.moc"
