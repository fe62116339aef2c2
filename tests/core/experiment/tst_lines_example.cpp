// SPDX-License-Identifier: GPL-3.0-or-later
// The default example learns: above 90 % best validation accuracy in at least 9 of 10 seeds.
#include <QtTest>
#include <chrono>

#include "core/experiment/assemble.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

struct Answer {
  TrainOutcome outcome;
  double seconds = 0;
};

Answer train(const Experiment& experiment, std::size_t threads) {
  const Catalog catalog = makeCatalog();
  const auto start = std::chrono::steady_clock::now();
  auto prepared = prepareData(experiment, catalog, "");
  auto setup = assemble(experiment, catalog, std::move(prepared->ready));
  ThreadPool pool(threads);
  Trainer trainer(std::move(*setup), pool);
  Answer answer;
  answer.outcome = trainer.run({}, [](const TrainEvent&) {});
  answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return answer;
}

}  // namespace

class TestLinesExample : public QObject {
  Q_OBJECT
 private slots:
  void learnsWithNineOfTenSeeds() {
    int good = 0;
    for (std::uint64_t seed = 7; seed < 17; ++seed) {
      Experiment experiment = linesExample();
      experiment.seed = seed;
      const Answer answer = train(experiment, 2);
      qInfo("seed %2d: best validation accuracy %.3f in epoch %2d, loss %.3f, %.2f s",
            static_cast<int>(seed), answer.outcome.checkpoint.best.accuracy,
            static_cast<int>(answer.outcome.checkpoint.bestEpoch),
            answer.outcome.checkpoint.best.loss, answer.seconds);
      if (answer.outcome.checkpoint.best.accuracy > 0.9) ++good;
    }
    QVERIFY2(good >= 9, qPrintable(QString::number(good)));
  }

  void sameBitsOnAnyNumberOfThreads() {
    Experiment experiment = linesExample();
    experiment.train.settings.epochs = 3;
    const Answer one = train(experiment, 1);
    for (const std::size_t threads : {2U, 4U}) {
      const Answer more = train(experiment, threads);
      QVERIFY(more.outcome.checkpoint.parameters == one.outcome.checkpoint.parameters);
      QCOMPARE(more.outcome.checkpoint.best.loss, one.outcome.checkpoint.best.loss);
    }
  }
};

QTEST_GUILESS_MAIN(TestLinesExample)
#include "tst_lines_example.moc"
