// SPDX-License-Identifier: GPL-3.0-or-later
// Project files: round trip, unknown members, newer versions, damaged files, backups, examples.
#include <QtTest>
#include <random>

#include "core/experiment/validate.h"
#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"

using namespace qonvolve;

namespace {

std::string sourceFile(const char* name) {
  const QString root = qEnvironmentVariable("QONVOLVE_SOURCE");
  const auto text = readFile(root + "/" + name);
  return text ? *text : std::string();
}

std::string golden() {
  return sourceFile("tests/data/formats/v1/everything.qonv");
}

// Ids are made when reading and not saved.
Experiment withoutIds(Experiment experiment) {
  clearIds(experiment.stack);
  return experiment;
}

}  // namespace

class TestExperimentJson : public QObject {
  Q_OBJECT
  Catalog catalog_ = makeCatalog();
  QTemporaryDir dir_;

 private slots:
  void initTestCase() {
    QVERIFY(dir_.isValid());
    qputenv("XDG_DATA_HOME", dir_.filePath("data").toUtf8());
    setApplicationIdentity();
  }

  void lanesSurviveTheRoundTrip() {
    const std::string text = R"({"format": "qonvolve-experiment", "version": 1,
      "data": {"source": {"type": "lines", "options": {}}, "classes": [], "preprocess": [],
               "split": {}},
      "stack": [{"lanes": [[{"type": "angle", "options": {}}],
                           [{"type": "zz", "options": {}},
                            {"repeat": 2, "body": [{"type": "convolution", "options": {}}]}]],
                 "lane_options": [{"name": "coarse", "features": "share", "bypassed": true},
                                  {"name": "", "features": "all", "x": 1}],
                 "fusion": {"type": "fusion", "bypassed": true, "options": {"gate": "su4"}},
                 "y": [2]}],
      "train": {"optimizer": {"type": "adam", "options": {}}, "loss": {"type": "mse",
                "options": {}}, "initializer": {"type": "uniform", "options": {}}}})";
    const auto reading = readExperiment(text, catalog_);
    for (const Error& error : reading.errors) qWarning("%s", toText(error).c_str());
    QVERIFY(reading.errors.empty());
    const auto& parallel = std::get<Parallel>(reading.experiment.stack[0]);
    QCOMPARE(parallel.lanes.size(), std::size_t{2});
    QCOMPARE(parallel.lanes[0].name, std::string("coarse"));
    QVERIFY(parallel.lanes[0].bypassed && !parallel.lanes[1].bypassed);
    QVERIFY(parallel.lanes[0].features == Lane::Features::Share);
    QCOMPARE(parallel.lanes[1].body.size(), std::size_t{2});
    QVERIFY(parallel.fusion.bypassed);
    const auto again = readExperiment(experimentText(reading.experiment), catalog_);
    QVERIFY(again.errors.empty());
    QVERIFY(withoutIds(again.experiment) == withoutIds(reading.experiment));
    QVERIFY(experimentText(again.experiment).find("\"y\": [2]") != std::string::npos);
  }

  void wrongLanesAreSaidWhereTheyAre_data() {
    QTest::addColumn<QString>("lanes");
    QTest::addColumn<QString>("words");
    QTest::newRow("no fusion") << R"({"lanes": [[]]})" << "fusion";
    QTest::newRow("none") << R"({"lanes": [], "fusion": {"type": "join"}})" << "is empty";
    QTest::newRow("features") << R"({"lanes": [[]], "lane_options": [{"features": "some"}],
                                     "fusion": {"type": "join"}})"
                              << "all or share";
    QTest::newRow("options") << R"({"lanes": [[]], "lane_options": [{}, {}],
                                    "fusion": {"type": "join"}})"
                             << "more lane options";
  }
  void wrongLanesAreSaidWhereTheyAre() {
    QFETCH(QString, lanes);
    QFETCH(QString, words);
    const auto stack = readStack("[" + lanes.toStdString() + "]", catalog_);
    QVERIFY(!stack);
    QVERIFY2(QString::fromStdString(toText(stack.error())).contains(words),
             toText(stack.error()).c_str());
  }

  void goldenFileOfVersion1ReadsForEver() {
    const auto reading = readExperiment(golden(), catalog_);
    for (const Error& error : reading.errors) qWarning("%s", toText(error).c_str());
    QVERIFY(reading.errors.empty());
    const Experiment& e = reading.experiment;
    QCOMPARE(e.name, std::string("Everything"));
    QCOMPARE(e.seed, std::uint64_t{18446744073709551615U});
    QCOMPARE(e.data.source.type, std::string("lines"));
    QCOMPARE(std::get<std::int64_t>(e.data.source.options.at("samples")), std::int64_t{120});
    QCOMPARE(e.data.classes, (std::vector<std::string>{"horizontal", "vertical"}));
    QCOMPARE(e.data.preprocess.size(), std::size_t{1});
    QCOMPARE(std::get<double>(e.data.preprocess[0].options.at("high")), 3.141592653589793);
    QCOMPARE(e.data.split.validationFraction, 0.25);
    QCOMPARE(e.data.split.trainLimit, std::int64_t{60});
    QVERIFY(e.data.split.balanced);
    QCOMPARE(e.data.split.seed, std::int64_t{9007199254740993});
    QCOMPARE(e.stack.size(), std::size_t{4});
    const auto& convolution = std::get<Block>(e.stack[1]);
    QCOMPARE(convolution.name, std::string("First"));
    QVERIFY(convolution.bypassed);
    QCOMPARE(std::get<std::string>(convolution.choice.options.at("ansatz")), std::string("so4"));
    const auto& repeat = std::get<Repeat>(e.stack[2]);
    QCOMPARE(repeat.until, Repeat::Until::OneWire);
    QCOMPARE(repeat.body.size(), std::size_t{2});
    QCOMPARE(e.train.optimizer.type, std::string("nesterov"));
    QCOMPARE(e.train.settings.epochs, std::int64_t{12});
    QCOMPARE(e.train.settings.steps, std::int64_t{200});
    QVERIFY(e.train.settings.replacement);
    QCOMPARE(e.train.settings.patience, std::int64_t{5});
    QCOMPARE(e.simulation.settings.method, std::string("density_matrix"));
    QCOMPARE(e.simulation.settings.shots, std::int64_t{1000});
    QCOMPARE(e.simulation.noise.size(), std::size_t{2});
    QCOMPARE(std::get<double>(e.simulation.noise[0].options.at("p")), 0.01);
    QCOMPARE(e.simulation.noise[1].type, std::string("readout_error"));
    QVERIFY(check(e, catalog_).runnable());
  }

  void writingTheGoldenFileGivesItBackByteForByte() {
    const auto reading = readExperiment(golden(), catalog_);
    if (qEnvironmentVariableIsSet("QONVOLVE_UPDATE_GOLDEN")) {
      QVERIFY(writeFile(
          qEnvironmentVariable("QONVOLVE_SOURCE") + "/tests/data/formats/v1/everything.qonv",
          experimentText(reading.experiment)));
    }
    QCOMPARE(QString::fromStdString(experimentText(reading.experiment)),
             QString::fromStdString(golden()));
  }

  void unknownMembersSurviveSaving() {
    const auto reading = readExperiment(golden(), catalog_);
    // One warning each for what no field or check() knows.
    QCOMPARE(reading.warnings.size(), std::size_t{10});
    const std::string text = experimentText(reading.experiment);
    for (const char* part : {"future_root", "future_data", "future_split", "future_step",
                             "future_block", "future_section", "future_train", "future_list",
                             "future_simulation", "future_noise", "future_rate"}) {
      QVERIFY2(text.find(part) != std::string::npos, part);
    }
  }

  void everyExampleIsValidAndWrittenInItsOwnForm_data() {
    QTest::addColumn<QString>("id");
    for (const ExampleInfo& info : examples(catalog_)) {
      QTest::newRow(info.id.c_str()) << QString::fromStdString(info.id);
    }
  }
  void everyExampleIsValidAndWrittenInItsOwnForm() {
    QFETCH(QString, id);
    const auto text = exampleText(id.toStdString());
    QVERIFY(text);
    const auto reading = readExperiment(*text, catalog_);
    QVERIFY(reading.errors.empty());
    QVERIFY2(reading.warnings.empty(),
             reading.warnings.empty() ? "" : toText(reading.warnings.front()).c_str());
    const Experiment& e = reading.experiment;
    QVERIFY(!e.name.empty() && !e.description.empty());
    if (qEnvironmentVariableIsSet("QONVOLVE_UPDATE_GOLDEN")) {
      QVERIFY(
          writeFile(qEnvironmentVariable("QONVOLVE_SOURCE") + "/resources/examples/" + id + ".qonv",
                    experimentText(e)));
    }
    QCOMPARE(QString::fromStdString(experimentText(e)), QString::fromStdString(*text));
    for (const Issue& issue : check(e, catalog_).issues) {
      QVERIFY2(issue.severity == Severity::Note, (issue.where + ": " + issue.message).c_str());
    }
  }

  void allExampleFilesAreListed() {
    const QDir files(qEnvironmentVariable("QONVOLVE_SOURCE") + "/resources/examples");
    QCOMPARE(qsizetype(examples(catalog_).size()), files.entryList({"*.qonv"}).size());
    QVERIFY(loadExample(kDefaultExample, catalog_));
  }

  void publishedExamplesHaveTheirParameterTotals_data() {
    QTest::addColumn<QString>("id");
    for (const char* id : {"hur-pca8", "hur-ae8", "hur-dense-pca16", "hur-dense-ae16",
                           "hur-amplitude", "hur-hae-pca30", "hur-hae-ae30", "hur-hde-pca32",
                           "hur-hde-ae32", "image-pca8", "image-16x16-amplitude"}) {
      QTest::newRow(id) << QString(id);
    }
  }
  void publishedExamplesHaveTheirParameterTotals() {
    QFETCH(QString, id);
    const auto e = loadExample(id.toStdString(), catalog_);
    QVERIFY(e);
    const Model model = check(*e, catalog_).model;
    QCOMPARE(wireCount(model), 8U);
    QCOMPARE(model.parameterCount, 51U);
    // The last pooling keeps the second wire: qubit 4 of the eight is read.
    const auto* circuit = std::get_if<Circuit>(&model.stages.back().stage);
    QVERIFY(circuit != nullptr);
    QCOMPARE(circuit->outputs.size(), std::size_t{1});
    QVERIFY(circuit->outputs.front() == Observable::pauliZ(4));
  }

  void anUnknownExampleNamesTheNearest() {
    const auto e = loadExample("line", catalog_);
    QVERIFY(!e);
    QVERIFY(e.error().hint.find("\"lines\"") != std::string::npos);
  }

  void wrongTypesAreErrorsWithPlace_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("where");
    QTest::newRow("text for a number")
        << "\"epochs\": 12" << "\"epochs\": \"many\"" << "/train/epochs (line";
    QTest::newRow("fraction") << "\"epochs\": 12" << "\"epochs\": 1.5" << "/train/epochs (line";
    QTest::newRow("out of range") << "\"epochs\": 12" << "\"epochs\": 0" << "/train/epochs (line";
    QTest::newRow("seed") << "\"18446744073709551615\"" << "\"-1\"" << "/seed (line";
    QTest::newRow("seed too large")
        << "\"18446744073709551615\"" << "\"18446744073709551616\"" << "/seed (line";
    QTest::newRow("option") << "\"learning_rate\": 0.01" << "\"learning_rate\": \"fast\""
                            << "/train/optimizer/options/learning_rate (line";
    QTest::newRow("repeat") << "\"repeat\": \"one_wire\"" << "\"repeat\": 0"
                            << "/stack/2/repeat (line";
    QTest::newRow("stack") << "\"stack\": [" << "\"stack\": 5, \"x\": [" << "/stack (line";
  }
  void wrongTypesAreErrorsWithPlace() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, where);
    QString text = QString::fromStdString(golden());
    QVERIFY(text.contains(from));
    text.replace(from, to);
    const auto reading = readExperiment(text.toStdString(), catalog_);
    QVERIFY(!reading.errors.empty());
    QVERIFY2(reading.errors.front().where.starts_with(where.toStdString()),
             toText(reading.errors.front()).c_str());
  }

  void aNewerFileIsRefusedAndLeftUntouched() {
    QString text = QString::fromStdString(golden());
    text.replace("\"version\": 1", "\"version\": 4");
    const QString path = dir_.filePath("newer.qonv");
    QVERIFY(writeFile(path, text.toStdString()));
    const auto loaded = loadExperiment(path, catalog_);
    QVERIFY(!loaded);
    QCOMPARE(loaded.error().message,
             std::string("This project was made by a newer version (format 4; this one reads up "
                         "to 1). Nothing was changed."));
    QCOMPARE(*readFile(path), text.toStdString());
  }

  void otherJsonIsNoProject() {
    const auto reading = readExperiment("{\"a\": 1}", catalog_, "x.qonv");
    QCOMPARE(reading.errors.size(), std::size_t{1});
    QVERIFY(reading.errors[0].message.find("not a Qonvolve project") != std::string::npos);
  }

  void truncatedAndFlippedFilesNeverCrash() {
    const std::string text = golden();
    std::mt19937 random(1);
    for (int i = 0; i < 200; ++i) {
      const auto cut = random() % (text.size() - 1);  // without the line end it is whole
      const auto reading = readExperiment(text.substr(0, cut), catalog_);
      QVERIFY(!reading.errors.empty());
    }
    int readable = 0;
    for (int i = 0; i < 2000; ++i) {
      std::string damaged = text;
      const auto at = random() % damaged.size();
      damaged[at] = static_cast<char>(damaged[at] ^ (1 << random() % 8));
      const auto reading = readExperiment(damaged, catalog_);
      if (!reading.errors.empty()) continue;
      ++readable;
      static_cast<void>(check(reading.experiment, catalog_));
      static_cast<void>(experimentText(reading.experiment));
    }
    QVERIFY(readable > 100);  // most flips hit descriptions and option texts
  }

  void cutOffAndEmptyFilesAreCalledSo() {
    const auto said = [this](const std::string& text) {
      const auto reading = readExperiment(text, catalog_);
      return reading.errors.empty() ? QString()
                                    : QString::fromStdString(reading.errors.front().message);
    };
    const std::string whole = golden();
    QVERIFY2(said(whole.substr(0, whole.size() / 2)).contains("cut off"),
             qPrintable(said(whole.substr(0, whole.size() / 2))));
    QCOMPARE(said(""), QString("It is empty."));
    QCOMPARE(said(" \n"), QString("It is empty."));
    QVERIFY2(said("{\"format\" 1}").contains("not well-formed JSON"),
             qPrintable(said("{\"format\" 1}")));
  }

  void saveAndLoadGiveTheSameExperiment() {
    const auto e = loadExample("lines", catalog_);
    const QString path = dir_.filePath("saved.qonv");
    QVERIFY(saveExperiment(path, *e));
    const auto loaded = loadExperiment(path, catalog_);
    QVERIFY(loaded);
    QVERIFY(withoutIds(loaded->experiment) == withoutIds(*e));
    QCOMPARE(loaded->folder, dir_.path());
  }

  void fiveBackupsAreKept() {
    auto e = *loadExample("lines", catalog_);
    const QString path = dir_.filePath("backed up.qonv");
    for (int i = 0; i < 8; ++i) {
      e.name = "state " + std::to_string(i);
      QVERIFY(saveExperiment(path, e));
    }
    QVERIFY(saveExperiment(path, e));  // no change, no backup
    const QStringList backups = backupsOf(path);
    QCOMPARE(backups.size(), qsizetype(kBackups));
    for (int i = 0; i < kBackups; ++i) {
      const auto old = loadExperiment(backups[i], catalog_);
      QVERIFY(old);
      QCOMPARE(old->experiment.name, "state " + std::to_string(6 - i));
    }
  }

  void aFileThatCannotBeWrittenStaysAsItWas() {
    const auto done = saveExperiment(dir_.filePath("no/such/folder/x.qonv"), {});
    QVERIFY(!done);
    QVERIFY(done.error().message.find("Could not be written") != std::string::npos);
  }

  void leftoversOfKilledWritersGo() {
    const QString path = dir_.filePath("torn.qonv");
    const QString stale = path + ".AbCdEf";
    QVERIFY(writeFile(stale, "half"));
    QFile file(stale);
    QVERIFY(file.open(QIODevice::ReadWrite));
    file.setFileTime(QDateTime::currentDateTime().addSecs(-3600), QFile::FileModificationTime);
    file.close();
    QVERIFY(writeFile(path, "whole"));
    QVERIFY(!QFile::exists(stale));
  }

  void designHashIgnoresNameAndSeedOnly() {
    auto e = *loadExample("lines", catalog_);
    const std::string hash = designHash(e);
    QCOMPARE(hash.size(), std::size_t{12});
    e.name = "other";
    e.seed = 99;
    QCOMPARE(designHash(e), hash);
    e.train.settings.epochs += 1;
    QVERIFY(designHash(e) != hash);
  }

  void stacksGoThroughTheClipboard() {
    const auto e = *loadExample("lines", catalog_);
    auto stack = readStack(stackText(e.stack), catalog_);
    QVERIFY(stack);
    Experiment copy = e;
    copy.stack = std::move(*stack);
    QVERIFY(withoutIds(copy) == withoutIds(e));
    QVERIFY(!readStack("{}", catalog_));
  }
};

QTEST_GUILESS_MAIN(TestExperimentJson)
#include "tst_experiment_json.moc"
