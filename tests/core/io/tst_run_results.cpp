// SPDX-License-Identifier: GPL-3.0-or-later
// What a run answers is the same whether it has just ended or is read from its folder.
#include "core/io/run_results.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "core/io/examples.h"

using namespace qonvolve;

class TestRunResults : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

  void sameFromTheFolder_data() {
    QTest::addColumn<QString>("example");
    QTest::addColumn<bool>("plane");
    QTest::newRow("images") << "lines" << false;
    QTest::newRow("two features") << "moons" << true;
  }
  void sameFromTheFolder() {
    QFETCH(QString, example);
    QFETCH(bool, plane);
    auto run = trained(example.toStdString(), 3);
    QVERIFY(run);
    const auto fresh = resultsOf(*run, catalog_, {});
    QVERIFY(fresh);
    QCOMPARE(fresh->parts.size(), std::size_t(3));
    QVERIFY(fresh->parts.front().part == DataPart::Test);
    QCOMPARE(fresh->surface.has_value(), plane);
    const auto loaded = loadRunResults(run->folder(), catalog_, pool_, {});
    QVERIFY(loaded && *loaded);
    const RunResults& again = **loaded;
    QVERIFY(again.parameters == fresh->parameters);
    for (std::size_t i = 0; i < 3; ++i) {
      const PartResults& part = fresh->parts[i];
      QVERIFY(again.parts[i].part == part.part);
      QVERIFY(again.parts[i].probabilities == part.probabilities);
      QCOMPARE(again.parts[i].scores.accuracy, part.scores.accuracy);
      QVERIFY(again.raw(part.part).x == fresh->raw(part.part).x);
      QVERIFY(again.ready(part.part).y == fresh->ready(part.part).y);
      QCOMPARE(part.probabilities.rows(), Eigen::Index(part.scores.samples));
    }
    QCOMPARE(fresh->parts[0].scores.accuracy, run->record().test.accuracy);
    QCOMPARE(fresh->parts[0].scores.loss, run->record().test.loss);
    if (plane) QVERIFY(again.surface->probabilities == fresh->surface->probabilities);
    QCOMPARE(again.history.epochs.size(), std::size_t(3));
  }

  void stoppedMeansNothing() {
    auto run = trained("moons", 2);
    std::stop_source stop;
    stop.request_stop();
    QVERIFY(!resultsOf(*run, catalog_, stop.get_token()));
    const auto loaded = loadRunResults(run->folder(), catalog_, pool_, stop.get_token());
    QVERIFY(loaded && !*loaded);
    QVERIFY(!loadRunResults(home_.filePath("nowhere"), catalog_, pool_, {}));
  }

 private:
  std::unique_ptr<TrainingRun> trained(const std::string& id, std::int64_t epochs) {
    Experiment experiment = *loadExample(id, catalog_);
    experiment.train.settings.epochs = epochs;
    auto data = prepareDataCached(experiment, catalog_, "");
    auto run = TrainingRun::create(experiment, catalog_,
                                   std::make_shared<const PreparedData>(std::move(*data)), pool_,
                                   {home_.filePath("runs"), ""});
    if (!run) return nullptr;
    (*run)->run({});
    return std::move(*run);
  }

  QTemporaryDir home_;
  Catalog catalog_ = makeCatalog();
  ThreadPool pool_{2};
};

QTEST_GUILESS_MAIN(TestRunResults)
#include "tst_run_results.moc"
