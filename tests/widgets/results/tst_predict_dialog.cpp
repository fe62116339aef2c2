// SPDX-License-Identifier: GPL-3.0-or-later
// Predictions on the user's own files from the window are those of the command line.
#include <QAbstractItemModelTester>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/training_run.h"
#include "tests/widgets/window_test.h"
#include "widgets/results/predict_dialog.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestPredictDialog : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    isolateFromUser(home_);
    Experiment experiment = exampleExperiment("moons");
    experiment.train.settings.epochs = 5;
    ThreadPool pool(2);
    auto data = prepareDataCached(experiment, *testCatalog(), "");
    auto run = TrainingRun::create(experiment, *testCatalog(),
                                   std::make_shared<const PreparedData>(std::move(*data)), pool,
                                   {home_.filePath("runs"), ""});
    QVERIFY(run);
    (*run)->run({});
    folder_ = (*run)->folder();
    test_ = (*run)->data().raw.test;
    accuracy_ = (*run)->record().test.accuracy;
  }
  void init() {
    failOnWarnings();
    dialog_ = new PredictDialog(testCatalog(), folder_, "Moons, seed 7");
    dialog_->setAttribute(Qt::WA_DeleteOnClose, false);
    dialog_->show();
  }
  void cleanup() { delete dialog_; }

  void labelledSamplesAreScored() {
    dialog_->predictOn(write("labelled.csv", true));
    QVERIFY(answered());
    const auto& predictions = dialog_->predictions();
    QCOMPARE(predictions->samples.ready.size(), test_.size());
    QCOMPARE(predictions->scores->accuracy, accuracy_);
    const QString score = dialog_->findChild<QLabel*>("predictScore")->text();
    QVERIFY2(score.contains("80 samples") && score.contains("95 %:"), qPrintable(score));
    PredictionModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setPredictions(predictions);
    QCOMPARE(model.columnCount(), 5);
    QCOMPARE(model.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QString("Class"));
    const double p = model.index(4, 3).data(PredictionModel::SortRole).toDouble();
    QCOMPARE(p, predictions->probabilities(4, 0));
  }

  void unlabelledSamplesArePredictedAndExported() {
    dialog_->predictOn(write("unlabelled.csv", false));
    QVERIFY(answered());
    QVERIFY(!dialog_->predictions()->scores);
    QVERIFY(dialog_->findChild<QPushButton*>("predictExport")->isEnabled());
    const QString out = home_.filePath("out.csv");
    QVERIFY(dialog_->exportTo(out));
    const auto text = readFile(out);
    QVERIFY(text->starts_with("sample,predicted,p("));
    QCOMPARE(std::count(text->begin(), text->end(), '\n'), std::ptrdiff_t(test_.size() + 1));
  }

  void mistakesAreSaid() {
    dialog_->predictOn(home_.filePath("missing.csv"));
    QVERIFY(!answered());
    QVERIFY(dialog_->findChild<QLabel*>("predictMessage")->text().contains("no such file"));
    QVERIFY(!dialog_->findChild<QPushButton*>("predictExport")->isEnabled());
  }

  void closingWhilePredictingIsSafe() {
    dialog_->predictOn(write("labelled.csv", true));
    QVERIFY(dialog_->isBusy());
    delete dialog_;
    dialog_ = nullptr;
    QTest::qWait(50);
  }

 private:
  bool answered() {
    QSignalSpy spy(dialog_, &PredictDialog::answered);
    return spy.wait(kPatience) && spy[0][0].toBool();
  }
  QString write(const QString& name, bool labelled) {
    const QString path = home_.filePath(name);
    std::string text = labelled ? "x1,x2,label\n" : "x1,x2\n";
    for (std::size_t i = 0; i < test_.size(); ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      text += numberText(test_.x(row, 0)) + "," + numberText(test_.x(row, 1));
      if (labelled) text += "," + test_.classNames[std::size_t(test_.y[i])];
      text += "\n";
    }
    if (!writeFile(path, text)) return {};
    return path;
  }

  QTemporaryDir home_;
  QString folder_;
  Dataset test_;
  double accuracy_ = 0;
  PredictDialog* dialog_ = nullptr;
};

QTEST_MAIN(TestPredictDialog)
#include "tst_predict_dialog.moc"
