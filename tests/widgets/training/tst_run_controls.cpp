// SPDX-License-Identifier: GPL-3.0-or-later
// The controls say how far a run is and how long it will take.
#include <QAction>
#include <QProgressBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QToolButton>

#include "tests/core/experiment/example.h"
#include "tests/support/patience.h"
#include "widgets/training/run_controls.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestRunControls : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void durationsAreShort_data() {
    QTest::addColumn<double>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("tenths") << 0.42 << "0.4 s";
    QTest::newRow("seconds") << 41.6 << "42 s";
    QTest::newRow("minutes") << 200.0 << "3 min";
    QTest::newRow("hours") << 7500.0 << "2 h 5 min";
    QTest::newRow("unknown") << qQNaN() << "0 s";
  }
  void durationsAreShort() {
    QFETCH(double, seconds);
    QTEST(durationText(seconds), "text");
  }

  void followsASession() {
    TrainingSession session(std::make_shared<const Catalog>(makeCatalog()));
    QAction train("&Train");
    QAction stop("Stop");
    RunControls controls(&session, {&train, &stop});
    QCOMPARE(controls.status(), QString("Ready"));
    QCOMPARE(controls.findChildren<QToolButton*>().size(), 2);
    QCOMPARE(controls.findChildren<QToolButton*>().first()->accessibleName(), QString("Train"));
    QSignalSpy said(&controls, &RunControls::statusChanged);
    TrainingRequest request;
    request.experiment = linesExample();
    request.experiment.train.settings.epochs = 100000;
    session.start(request);
    QCOMPARE(controls.status(), QString("Loading data"));
    const QRegularExpression pattern("^epoch \\d+/100000 · .+ left$");
    QTRY_VERIFY(pattern.match(controls.status()).hasMatch());
    session.pause();
    QCOMPARE(controls.status(), QString("Stopping"));
    QTRY_COMPARE(controls.status(), QString("Paused"));
    session.stop();
    QCOMPARE(controls.status(), QString("Ready"));
    QCOMPARE(controls.findChild<QProgressBar*>()->value(), 0);
    QVERIFY(said.count() >= 5);
  }
};

QTEST_MAIN(TestRunControls)
#include "tst_run_controls.moc"
