// SPDX-License-Identifier: GPL-3.0-or-later
// The choice of an engine, and that every engine gives the values of the generic one.
#include <QtTest>

#include "core/gradient/benchmark_workloads.h"
#include "core/gradient/engine.h"

using namespace qonvolve;

class TestEngine : public QObject {
  Q_OBJECT
 private slots:
  void unknownNamesAreRefused();
  void everyEngineMakesWhatItAccepts();
  void theCheapestIsChosen();
};

void TestEngine::unknownNamesAreRefused() {
  const auto choice = chooseEngine(benchmarkQcnn(), {.engine = "generc"});
  QVERIFY(!choice);
  QVERIFY(choice.error().hint.find("generic") != std::string::npos);
}

void TestEngine::everyEngineMakesWhatItAccepts() {
  const Circuit circuit = benchmarkQcnn();
  for (const EngineType& type : allEngines()) {
    const EngineOptions options{.engine = std::string(type.id)};
    const auto choice = chooseEngine(circuit, options);
    if (!choice) continue;
    QCOMPARE(choice->engine->id, type.id);
    QVERIFY(choice->cost.perSample > 0);
    QVERIFY(choice->cost.bytes > 0);
    const auto engine = makeEngine(circuit, options);
    QVERIFY(engine);
    QCOMPARE((*engine)->inputCount(), std::size_t{8});
    QCOMPARE((*engine)->outputCount(), std::size_t{1});
  }
}

void TestEngine::theCheapestIsChosen() {
  const EngineOptions options{.samples = 256};
  const auto chosen = chooseEngine(benchmarkQcnn(), options);
  QVERIFY(chosen);
  for (const EngineType& type : allEngines()) {
    const auto cost = type.cost(benchmarkQcnn(), options);
    if (!cost) continue;
    QVERIFY(chosen->cost.perSample + chosen->cost.perStep / 256 <=
            cost->perSample + cost->perStep / 256);
  }
  QVERIFY(chosen->text().starts_with("exact, "));
}

QTEST_GUILESS_MAIN(TestEngine)
#include "tst_engine.moc"
