// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions on a user's files agree with those on the same samples of the run's own data.
#include "core/io/predictions.h"

#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/training_run.h"
#include "tests/core/experiment/example.h"

using namespace qonvolve;

class TestPredictions : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    folder_ = train(linesExample());
    auto trained = loadTrainedModel(folder_, catalog_);
    QVERIFY(trained);
    trained_.emplace(std::move(*trained));
  }

  void partsOfTheRun_data() {
    QTest::addColumn<QString>("part");
    QTest::addColumn<int>("samples");
    QTest::newRow("train") << "train" << 120;
    QTest::newRow("validation") << "validation" << 40;
    QTest::newRow("first of test, validation, train") << "" << 40;
  }
  void partsOfTheRun() {
    QFETCH(QString, part);
    QFETCH(int, samples);
    const auto read = samplesOfRun(part.toStdString(), *trained_, catalog_);
    QVERIFY(read);
    QCOMPARE(read->ready.size(), std::size_t(samples));
    QCOMPARE(read->raw.size(), std::size_t(samples));
    QCOMPARE(read->name, part.isEmpty() ? std::string("test") : part.toStdString());
  }

  void tablesWithAndWithoutLabels() {
    const auto own = samplesOfRun("test", *trained_, catalog_);
    const auto expected = predict(*trained_, *own, pool_);
    QVERIFY(expected);
    const std::string labelled = csv(own->raw, true);
    const std::string unlabelled = csv(own->raw, false);
    for (const bool known : {true, false}) {
      const QString path =
          write("table.csv", QByteArray::fromStdString(known ? labelled : unlabelled));
      const auto samples = readSamples(path, *trained_, catalog_);
      QVERIFY(samples);
      QCOMPARE(samples->labelled, known);
      const auto found = predict(*trained_, *samples, pool_);
      QVERIFY(found && found->isApprox(*expected, 1e-12));
      if (known) QCOMPARE(samples->ready.y, own->ready.y);
      const std::string table = predictionsCsv(*found, *samples, trained_->fitted.classNames);
      QCOMPARE(std::count(table.begin(), table.end(), '\n'), std::ptrdiff_t(41));
      QVERIFY(table.starts_with(known ? "sample,predicted,label,p(" : "sample,predicted,p("));
    }
  }

  void oneFileOfImages() {
    // Three images of 2 x 4 pixels, without labels.
    QByteArray idx("\0\0\x08\x03\0\0\0\x03\0\0\0\x02\0\0\0\x04", 16);
    for (int i = 0; i < 24; ++i) idx.append(char(i % 3 == 0 ? 255 : 0));
    const QString path = write("mine-images-idx3-ubyte", idx);
    const auto samples = readSamples(path, *trained_, catalog_);
    QVERIFY(samples);
    QVERIFY(!samples->labelled);
    QCOMPARE(samples->raw.size(), std::size_t(3));
    QCOMPARE(samples->raw.x(0, 3), 1.0);
    const auto found = predict(*trained_, *samples, pool_);
    QVERIFY(found);
    QCOMPARE(found->rows(), Eigen::Index(3));
    QVERIFY(std::abs(found->row(2).sum() - 1) < 1e-12);
  }

  void misfits_data() {
    QTest::addColumn<QByteArray>("contents");
    QTest::addColumn<QString>("says");
    QTest::newRow("columns") << QByteArray("a,b,label\n1,2,horizontal\n3,4,vertical\n")
                             << "2 features";
    QTest::newRow("class")
        << QByteArray("a,b,c,d,e,f,g,h,label\n1,2,3,4,5,6,7,8,round\n1,2,3,4,5,6,7,8,square\n")
        << "\"round\" is unknown";
  }
  void misfits() {
    QFETCH(QByteArray, contents);
    QFETCH(QString, says);
    const auto samples = readSamples(write("misfit.csv", contents), *trained_, catalog_);
    QVERIFY(!samples);
    const QString message = QString::fromStdString(toText(samples.error()));
    QVERIFY2(message.contains(says), qPrintable(message));
    QVERIFY(!readSamples(home_.filePath("missing.csv"), *trained_, catalog_));
  }

 private:
  QString train(Experiment experiment) {
    experiment.train.settings.epochs = 3;
    auto data = prepareDataCached(experiment, catalog_, "");
    auto run = TrainingRun::create(experiment, catalog_,
                                   std::make_shared<const PreparedData>(std::move(*data)), pool_,
                                   {home_.filePath("runs"), ""});
    if (!run) return {};
    (*run)->run({});
    return (*run)->folder();
  }

  static std::string csv(const Dataset& data, bool labelled) {
    std::string text;
    for (Eigen::Index j = 0; j < data.x.cols(); ++j) text += "x" + std::to_string(j) + ",";
    if (labelled) {
      text += "label";
    } else {
      text.pop_back();
    }
    for (Eigen::Index i = 0; i < data.x.rows(); ++i) {
      text += "\n";
      for (Eigen::Index j = 0; j < data.x.cols(); ++j) text += numberText(data.x(i, j)) + ",";
      if (labelled) {
        text += data.classNames[std::size_t(data.y[std::size_t(i)])];
      } else {
        text.pop_back();
      }
    }
    return text + "\n";
  }

  QString write(const QString& name, const QByteArray& contents) {
    const QString path = home_.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly)) return {};
    file.write(contents);
    return path;
  }

  QTemporaryDir home_;
  Catalog catalog_ = makeCatalog();
  ThreadPool pool_{2};
  QString folder_;
  std::optional<TrainedModel> trained_;
};

QTEST_GUILESS_MAIN(TestPredictions)
#include "tst_predictions.moc"
