// SPDX-License-Identifier: GPL-3.0-or-later
// The gradient scale holds what it has seen and keeps still during a run.
#include <QTest>
#include <cmath>
#include <vector>

#include "widgets/circuit/gradient_scale.h"

using namespace qonvolve::ui;

class TestGradientScale : public QObject {
  Q_OBJECT

 private slots:
  void positionsAreLogarithmic() {
    const GradientScale scale{1e-4, 1e-1};
    QCOMPARE(scale.position(1e-4), 0.0);
    QCOMPARE(scale.position(1e-1), 1.0);
    QVERIFY(std::abs(scale.position(1e-3) - 1.0 / 3) < 1e-12);
    QCOMPARE(scale.position(0), 0.0);
    QCOMPARE(scale.position(1e9), 1.0);
    QCOMPARE(scale.position(std::nan("")), 0.0);
  }

  void endsAreWholeDecadesAroundTheValues() {
    const std::vector<float> sizes{0.003f, 0.04f, 0.0f, NAN};
    QCOMPARE(GradientScale{}.including(sizes, true), (GradientScale{1e-3, 1e-1}));
  }

  void aFewTinyOnesDoNotCount() {
    std::vector<float> sizes(30, 0.02f);
    sizes[4] = sizes[9] = 1e-9f;
    QCOMPARE(GradientScale{}.including(sizes, true), (GradientScale{1e-3, 1e-1}));
  }

  void scaleNeverShrinksDuringARun() {
    GradientScale scale = GradientScale{}.including(std::vector<float>{0.5f}, true);
    scale = scale.including(std::vector<float>{1e-3f, 2e-3f}, false);
    QVERIFY(scale.high >= 0.5);
    QVERIFY(scale.low <= 1e-3);
    // A new run starts anew.
    QVERIFY(scale.including(std::vector<float>{1e-3f}, true).high < 0.5);
  }

  void fiveDecadesAtMost() {
    const std::vector<float> sizes{1e-12f, 1.0f};
    QVERIFY(std::abs(GradientScale{}.including(sizes, true).low - 1e-5) < 1e-9);
  }
};

QTEST_GUILESS_MAIN(TestGradientScale)
#include "tst_gradient_scale.moc"
