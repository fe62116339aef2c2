// SPDX-License-Identifier: GPL-3.0-or-later
// Edits by pointer and text: every path works and is undone by another, errors change nothing.
#include "core/experiment/edit.h"

#include <QtTest>
#include <algorithm>

#include "tests/core/experiment/example.h"

using namespace qonvolve;

namespace {

Experiment withSection() {
  Experiment e = linesExample();
  Repeat section;
  section.body = {blockOf("convolution"), blockOf("pooling")};
  e.stack.insert(e.stack.begin() + 1, section);
  assignIds(e.stack);
  return e;
}

}  // namespace

class TestEdit : public QObject {
  Q_OBJECT
  const Catalog catalog_ = makeCatalog();

 private slots:
  void setsWhatThePathNames() {
    Experiment e = withSection();
    const auto set = [&](const char* path, const char* text) {
      const auto result = setOption(e, catalog_, path, text);
      QVERIFY2(result, result ? "" : toText(result.error()).c_str());
    };
    set("/name", "Mine");
    set("/seed", "18446744073709551615");
    set("/data/classes", "a, b ,c");
    set("/data/source/options/samples", "400");
    set("/data/split/validation_fraction", "0.25");
    set("/data/preprocess/0/options/high", "1.5");
    set("/stack/0/options/axis", "rx");
    set("/stack/1/repeat", "3");
    set("/stack/1/body/0/options/ansatz", "so4");
    set("/stack/2/bypassed", "true");
    set("/stack/2/name", "First");
    set("/train/epochs", "12");
    set("/train/optimizer/type", "sgd");
    set("/train/loss/options/reduction", "sum");
    set("/simulation/shots", "500");
    set("/simulation/noise/0/type", "depolarizing");
    set("/simulation/noise/0/options/p", "0.02");
    QCOMPARE(e.name, std::string("Mine"));
    QCOMPARE(e.seed, ~std::uint64_t{0});
    QCOMPARE(e.data.classes, (std::vector<std::string>{"a", "b", "c"}));
    QVERIFY(e.data.source.options.at("samples") == Value(std::int64_t{400}));
    QCOMPARE(e.data.split.validationFraction, 0.25);
    QVERIFY(e.data.preprocess[0].options.at("high") == Value(1.5));
    const auto& section = std::get<Repeat>(e.stack[1]);
    QVERIFY(section.until == Repeat::Until::Times && section.times == 3);
    QVERIFY(std::get<Block>(section.body[0]).choice.options.at("ansatz") ==
            Value(std::string("so4")));
    QVERIFY(std::get<Block>(e.stack[2]).bypassed);
    QCOMPARE(std::get<Block>(e.stack[2]).name, std::string("First"));
    QCOMPARE(e.train.settings.epochs, std::int64_t{12});
    QCOMPARE(e.train.optimizer.type, std::string("sgd"));
    QCOMPARE(e.simulation.settings.shots, std::int64_t{500});
    QCOMPARE(e.simulation.noise.size(), std::size_t{1});
    QVERIFY(e.simulation.noise[0].options.at("p") == Value(0.02));
    QVERIFY(e.train.optimizer.options.at("learning_rate") == Value(0.05));  // both have it
    set("/data/classes", "");
    QVERIFY(e.data.classes.empty());
    set("/stack/1/repeat", "one_wire");
    QVERIFY(std::get<Repeat>(e.stack[1]).until == Repeat::Until::OneWire);
  }

  void reachesIntoLanes() {
    Experiment e = withSection();
    Parallel parallel;
    parallel.lanes = {{.name = {}, .body = {}},
                      {.name = {}, .body = {std::get<Block>(e.stack[0])}}};
    parallel.fusion.choice.type = "fusion";
    e.stack[0] = parallel;
    clearIds(e.stack);
    assignIds(e.stack);
    const auto lanes = [&]() -> const Parallel& { return std::get<Parallel>(e.stack[0]); };
    QVERIFY(setOption(e, catalog_, "/stack/0/lanes/1/0/options/axis", "rx"));
    QVERIFY(std::get<Block>(lanes().lanes[1].body[0]).choice.options.at("axis") ==
            Value(std::string("rx")));
    QVERIFY(setOption(e, catalog_, "/stack/0/lane_options/1/features", "share"));
    QVERIFY(lanes().lanes[1].features == Lane::Features::Share);
    QVERIFY(setOption(e, catalog_, "/stack/0/lane_options/0/bypassed", "true"));
    QVERIFY(lanes().lanes[0].bypassed);
    QVERIFY(setOption(e, catalog_, "/stack/0/fusion/options/gate", "controlled"));
    QVERIFY(!setOption(e, catalog_, "/stack/0/lane_options/2/name", "x"));
    QVERIFY(!setOption(e, catalog_, "/stack/0/lanes/0/name", "x"));
    QVERIFY(!setOption(e, catalog_, "/stack/0/lane_options/1/features", "some"));
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Bypass, "/stack/0/fusion"}));
    QVERIFY(lanes().fusion.bypassed);
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Insert, "/stack/0/lanes/0/0", "zz"}));
    QCOMPARE(lanes().lanes[0].body.size(), std::size_t{1});
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Remove, "/stack/0/lanes/1/0"}));
    QVERIFY(lanes().lanes[1].body.empty());
    QVERIFY(!applyFix(e, catalog_, {"", Fix::Kind::Remove, "/stack/0/fusion"}));
    const auto paths = settingPaths(e, catalog_);
    for (const char* path : {"/stack/0/lane_options/1/name", "/stack/0/lanes/0/0/options/axis",
                             "/stack/0/fusion/options/gate"}) {
      const bool listed = std::ranges::find(paths, path) != paths.end();
      QCOMPARE(listed, std::string_view(path) != "/stack/0/lanes/0/0/options/axis");
    }
  }

  void aNewTypeDropsOptionsItDoesNotHave() {
    Experiment e = linesExample();
    QVERIFY(setOption(e, catalog_, "/train/optimizer/options/beta1", "0.8"));
    QVERIFY(setOption(e, catalog_, "/train/optimizer/type", "momentum"));
    QVERIFY(!e.train.optimizer.options.contains("beta1"));
    QVERIFY(e.train.optimizer.options.contains("learning_rate"));
  }

  // Every listed path can be set; the list is what errors draw their suggestions from.
  void everyListedPathCanBeSet() {
    const Experiment start = withSection();
    const std::vector<std::string> paths = settingPaths(start, catalog_);
    QVERIFY(paths.size() > 60);
    for (const std::string& path : paths) {
      Experiment e = start;
      const std::string key = path.substr(path.rfind('/') + 1);
      std::string text = "1";
      if (key == "type") {
        text = path.starts_with("/stack")          ? "angle"
               : path.starts_with("/data/source")  ? "moons"
               : path.starts_with("/data/preproc") ? "scale"
               : path.starts_with("/train/loss")   ? "mse"
               : path.starts_with("/train/init")   ? "normal"
               : path.starts_with("/train/sched")  ? "cosine"
                                                   : "sgd";
      } else if (key == "bypassed" || key == "balanced" || key == "replacement") {
        text = "true";
      } else if (path.find("/options/") != std::string::npos) {
        continue;  // of many kinds; schema tests cover them
      }
      if (key.ends_with("fraction")) text = "0.1";
      if (key == "method" || key == "gradient") text = "auto";
      if (key == "precision") text = "float";
      if (key == "clipping") text = "norm";
      if (key == "optimizer_reset") text = "step";
      const auto result = setOption(e, catalog_, path, text);
      QVERIFY2(result, (path + ": " + (result ? "" : toText(result.error()))).c_str());
    }
  }

  void errorsNameTheNearestAndChangeNothing_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("misspelt") << "/train/epoch" << "3" << "/train/epochs";
    QTest::newRow("misspelt option") << "/stack/2/options/ansaz" << "su4"
                                     << "/stack/2/options/ansatz";
    QTest::newRow("wrong type") << "/train/optimizer/type" << "adan" << "adam";
    QTest::newRow("wrong choice") << "/stack/2/options/ansatz" << "su5" << "su4";
    QTest::newRow("out of range") << "/train/epochs" << "0" << "1 to 1000000";
    QTest::newRow("not a number") << "/train/epochs" << "many" << "whole number";
    QTest::newRow("no such block") << "/stack/99/type" << "angle" << "/stack/";
    QTest::newRow("seed") << "/seed" << "-1" << "from 0";
    QTest::newRow("repeat") << "/stack/1/repeat" << "1000" << "1 to 100";
    QTest::newRow("bypassed") << "/stack/2/bypassed" << "yes" << "true or false";
    QTest::newRow("no slash") << "train/epochs" << "3" << "/train/epochs";
    QTest::newRow("empty") << "" << "3" << "no setting";
    QTest::newRow("too deep") << "/train/epochs/x" << "3" << "/train/epochs";
    QTest::newRow("section") << "/stack/1" << "3" << "no setting";
  }
  void errorsNameTheNearestAndChangeNothing() {
    QFETCH(QString, path);
    QFETCH(QString, text);
    QFETCH(QString, expected);
    Experiment e = withSection();
    const Experiment before = e;
    const auto result = setOption(e, catalog_, path.toStdString(), text.toStdString());
    QVERIFY(!result);
    const std::string words = toText(result.error());
    QVERIFY2(words.find(expected.toStdString()) != std::string::npos, words.c_str());
    QVERIFY(e == before);
  }

  void fixesAreCarriedOut() {
    Experiment e = withSection();
    const std::size_t blocks = e.stack.size();
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Remove, "/stack/2"}));
    QCOMPARE(e.stack.size(), blocks - 1);
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Remove, "/stack/1/body/1"}));
    QCOMPARE(std::get<Repeat>(e.stack[1]).body.size(), std::size_t{1});
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Bypass, "/stack/1/body/0"}));
    QVERIFY(std::get<Block>(std::get<Repeat>(e.stack[1]).body[0]).bypassed);
    QVERIFY(
        applyFix(e, catalog_, {"", Fix::Kind::Remove, "/train/optimizer/options/learning_rate"}));
    QVERIFY(e.train.optimizer.options.empty());
    QVERIFY(
        applyFix(e, catalog_, {"", Fix::Kind::Insert, "/data/preprocess/0", "scale:high=2,low=1"}));
    QCOMPARE(e.data.preprocess.size(), std::size_t{2});
    QVERIFY(e.data.preprocess[0].options.at("high") == Value(2.0));
    QVERIFY(applyFix(e, catalog_, {"", Fix::Kind::Insert, "/stack/0", "zz"}));
    QCOMPARE(std::get<Block>(e.stack[0]).choice.type, std::string("zz"));
    QVERIFY(std::get<Block>(e.stack[0]).id != 0);
  }

  void impossibleFixesChangeNothing() {
    Experiment e = withSection();
    const Experiment before = e;
    for (const Fix& fix :
         std::vector<Fix>{{"", Fix::Kind::Remove, "/stack/77"},
                          {"", Fix::Kind::Remove, "/train/optimizer/options/nothing"},
                          {"", Fix::Kind::Remove, ""},
                          {"", Fix::Kind::Bypass, "/stack/1"},
                          {"", Fix::Kind::Insert, "/stack/0", "nonsense"},
                          {"", Fix::Kind::Insert, "/data/preprocess/0", "scale:high=many"},
                          {"", Fix::Kind::Insert, "/data/preprocess/5", "scale"}}) {
      QVERIFY2(!applyFix(e, catalog_, fix), fix.path.c_str());
      QVERIFY(e == before);
    }
  }

  void relativeFilesBecomeAbsolute() {
    const Catalog catalog = makeCatalog();
    Experiment e = linesExample();
    e.data.source = {"csv",
                     {{"file", std::string("sub/../mine.csv")}, {"label", std::string("y")}}};
    useAbsolutePaths(e, catalog, "/data/project");
    QCOMPARE(std::get<std::string>(e.data.source.options["file"]),
             std::string("/data/project/mine.csv"));
    QCOMPARE(std::get<std::string>(e.data.source.options["label"]), std::string("y"));
    useAbsolutePaths(e, catalog, "/elsewhere");
    QCOMPARE(std::get<std::string>(e.data.source.options["file"]),
             std::string("/data/project/mine.csv"));
  }
};

QTEST_GUILESS_MAIN(TestEdit)
#include "tst_edit.moc"
