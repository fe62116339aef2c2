// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector: an editor for every option of every entry, one undo step an intention.
#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QTest>
#include <numbers>

#include "core/base/text.h"
#include "tests/widgets/window_test.h"
#include "widgets/document/stack_edit.h"
#include "widgets/inspector/help_text.h"
#include "widgets/inspector/inspector.h"
#include "widgets/inspector/number_spin.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

Field realField(double low, double high, bool logarithmic) {
  Field field;
  field.key = "x";
  field.label = "X";
  field.kind = Field::Kind::Real;
  field.minimum = low;
  field.maximum = high;
  field.defaultValue = 0.1;
  field.logarithmic = logarithmic;
  return field;
}

}  // namespace

class TestInspector : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    inspector_.reset();
    document_ = std::make_unique<ExperimentDocument>(*testCatalog());
    document_->reset(exampleExperiment());
    inspector_ = std::make_unique<Inspector>(*document_);
    inspector_->resize(300, 600);
    inspector_->show();
    QVERIFY(QTest::qWaitForWindowActive(inspector_.get(), kPatience));
  }
  void cleanup() { inspector_.reset(); }

  void zeroIsAWord() {
    Field field = realField(0, 20, false);
    field.kind = Field::Kind::Integer;
    field.help = "0: as few as hold all features; missing amplitudes are zero.";
    NumberSpin spin(field);
    QCOMPARE(spin.text(), QString("automatic"));
    spin.show();
    QVERIFY(QTest::qWaitForWindowActive(&spin, kPatience));
    spin.setFocus();
    QTRY_COMPARE(spin.cleanText(), QString("automatic"));
    QTest::qWait(1);
    QTest::keyClicks(&spin, "7\r");
    QCOMPARE(spin.value(), 7.0);
    QTest::keyClick(&spin, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(&spin, "0\r");
    QCOMPARE(spin.text(), QString("automatic"));
    field.help = "How many are measured; 0: all.";
    QCOMPARE(NumberSpin(field).text(), QString("all"));
    field.help = "Angle of every qubit.";
    QCOMPARE(NumberSpin(field).text(), QString("0"));
  }

  void anglesAreMultiplesOfPi() {
    Field field = realField(-10, 10, false);
    field.unit = "rad";
    NumberSpin spin(field);
    spin.setValue(std::numbers::pi / 4);
    QCOMPARE(spin.text(), QString("π/4 rad"));
    spin.show();
    QVERIFY(QTest::qWaitForWindowActive(&spin));
    spin.setFocus();
    spin.selectAll();
    QTest::keyClicks(&spin, "-3pi/2\r");
    QCOMPARE(spin.value(), -1.5 * std::numbers::pi);
    QCOMPARE(spin.text(), QString("−3π/2 rad"));
    spin.selectAll();
    QTest::keyClicks(&spin, "0.3\r");
    QCOMPARE(spin.value(), 0.3);
    QCOMPARE(spin.text(), QString("0.3 rad"));
    spin.selectAll();
    QTest::keyClicks(&spin, "9pi\r");  // too much
    QCOMPARE(spin.value(), 0.3);
    field.unit.clear();
    NumberSpin plain(field);
    plain.setValue(std::numbers::pi);
    QVERIFY2(plain.text().startsWith("3.14"), qPrintable(plain.text()));
  }

  void everyBlockHasAnEditorForEveryField_data() {
    QTest::addColumn<QString>("type");
    for (const std::string& id : testCatalog()->blocks.ids()) {
      QTest::newRow(id.c_str()) << QString::fromStdString(id);
    }
  }
  void everyBlockHasAnEditorForEveryField() {
    QFETCH(QString, type);
    const BlockId id = idsInOrder(document_->experiment().stack).front();
    QVERIFY(document_->setOption("type", "/stack/0/type", type.toStdString()) || type == "angle");
    inspector_->setCurrentBlock(id);
    OptionsForm* form = inspector_->blockPage()->form();
    for (const Field& field : testCatalog()->blocks.find(type.toStdString())->fields()) {
      FieldEditor* editor = form->editor(field.key);
      QVERIFY2(editor != nullptr, field.key.c_str());
      QCOMPARE(editor->control()->accessibleName(), QString::fromStdString(field.label));
      if (field.kind == Field::Kind::Choice) {
        auto* combo = qobject_cast<QComboBox*>(editor->control());
        QVERIFY(combo != nullptr);
        QCOMPARE(combo->count(), static_cast<int>(field.options.size()));
        QVERIFY2(combo->currentIndex() >= 0, field.key.c_str());
      }
    }
  }

  void aSpinBoxHeldDownIsOneUndoStep() {
    OptionsForm* form = inspector_->trainingPage()->settings();
    inspector_->setCurrentWidget(inspector_->trainingPage());
    QWidget* epochs = form->editor("epochs")->control();
    epochs->setFocus();
    for (int i = 0; i < 5; ++i) QTest::keyClick(epochs, Qt::Key_Up);
    QCOMPARE(document_->experiment().train.settings.epochs, std::int64_t{35});
    QCOMPARE(document_->undoStack().count(), 1);
    document_->undoStack().undo();
    QCOMPARE(document_->experiment().train.settings.epochs, std::int64_t{30});
    QCOMPARE(qobject_cast<NumberSpin*>(epochs)->value(), 30.0);
  }

  void typingIsOneUndoStepAValue() {
    OptionsForm* form = inspector_->trainingPage()->settings();
    inspector_->setCurrentWidget(inspector_->trainingPage());
    auto* epochs = qobject_cast<NumberSpin*>(form->editor("epochs")->control());
    epochs->setFocus();
    epochs->selectAll();
    QTest::keyClicks(epochs, "125");
    QCOMPARE(document_->undoStack().count(), 0);
    QTest::keyClick(epochs, Qt::Key_Return);
    QCOMPARE(document_->undoStack().count(), 1);
    QCOMPARE(document_->experiment().train.settings.epochs, std::int64_t{125});
  }

  void unchangedNumbersStayExact() {
    // A value with more digits than are shown must survive the focus passing by.
    QVERIFY(document_->setOption("rate", "/train/optimizer/options/learning_rate",
                                 "0.012345678901234"));
    inspector_->setCurrentWidget(inspector_->trainingPage());
    auto* rate = qobject_cast<NumberSpin*>(
        inspector_->trainingPage()->optimizer()->options()->editor("learning_rate")->control());
    rate->setFocus();
    QTest::keyClick(rate, Qt::Key_Return);
    inspector_->trainingPage()->settings()->editor("epochs")->setFocus();
    QCOMPARE(document_->undoStack().count(), 1);
    QCOMPARE(std::get<double>(document_->experiment().train.optimizer.options.at("learning_rate")),
             0.012345678901234);
  }

  void resetArrowsShowAtOtherValuesOnly() {
    inspector_->setCurrentWidget(inspector_->trainingPage());
    OptionsForm* form = inspector_->trainingPage()->settings();
    auto* reset = form->findChild<QToolButton*>("reset:patience");
    QVERIFY(reset != nullptr);
    QVERIFY(!reset->isVisible());
    QVERIFY(document_->setOption("patience", "/train/patience", "4"));
    QVERIFY(reset->isVisible());
    QTest::mouseClick(reset, Qt::LeftButton);
    QCOMPARE(document_->experiment().train.settings.patience, std::int64_t{0});
    QVERIFY(!reset->isVisible());
  }

  void changingTheEncodingIsOneStep() {
    const BlockId id = idsInOrder(document_->experiment().stack).front();
    inspector_->setCurrentBlock(id);
    QComboBox* kinds = inspector_->blockPage()->kinds();
    const int amplitude = kinds->findData("amplitude");
    QVERIFY(amplitude >= 0);
    kinds->setFocus();
    kinds->setCurrentIndex(amplitude);
    emit kinds->activated(amplitude);
    QCOMPARE(document_->undoStack().count(), 1);
    QCOMPARE(findBlock(document_->experiment().stack, id)->choice.type, std::string("amplitude"));
  }

  void preprocessingStepsAreAddedMovedAndRemoved() {
    inspector_->setCurrentWidget(inspector_->dataPage());
    ChoiceList* steps = inspector_->dataPage()->steps();
    const auto count = [&] { return document_->experiment().data.preprocess.size(); };
    const std::size_t before = count();
    auto* add = steps->findChild<QToolButton*>("preprocessAdd");
    add->menu()->actions().first()->trigger();
    QCOMPARE(count(), before + 1);
    QCOMPARE(steps->list()->currentRow(), static_cast<int>(before));
    const auto buttons = steps->findChildren<QToolButton*>();
    const auto press = [&](const QString& name) {
      for (QToolButton* button : buttons) {
        if (button->accessibleName() == name) {
          QVERIFY(button->isEnabled());
          button->click();
          return;
        }
      }
      QFAIL(qPrintable(name));
    };
    if (before > 0) press("Move up: preprocessing step");
    press("Remove: preprocessing step");
    QCOMPARE(count(), before);
    while (document_->undoStack().canUndo()) document_->undoStack().undo();
    QCOMPARE(count(), before);
    QCOMPARE(steps->list()->count(), static_cast<int>(before));
  }

  void noiseAndShotsAreEditedWithUndo() {
    inspector_->setCurrentWidget(inspector_->trainingPage());
    TrainingPage* page = inspector_->trainingPage();
    QVERIFY(document_->setOption("Shots", "/simulation/shots", "200"));
    const auto& simulation = document_->experiment().simulation;
    for (QAction* action : page->noise()->findChild<QToolButton*>("noiseAdd")->menu()->actions()) {
      if (action->text() == "Readout error") action->trigger();
    }
    QCOMPARE(simulation.noise.size(), std::size_t{1});
    QCOMPARE(simulation.noise[0].type, std::string("readout_error"));
    QCOMPARE(page->noise()->list()->count(), 1);
    QVERIFY(page->simulation()->editor("shots") != nullptr);
    QVERIFY(page->noise()->findChild<OptionsForm*>()->editor("one_if_zero") != nullptr);
    while (document_->undoStack().canUndo()) document_->undoStack().undo();
    QVERIFY(document_->experiment().simulation == SimulationSpec{});
    QCOMPARE(page->noise()->list()->count(), 0);
  }

  void logarithmicSteps_data() {
    QTest::addColumn<double>("start");
    QTest::addColumn<double>("up");
    QTest::addColumn<double>("down");
    QTest::newRow("one") << 0.01 << 0.02 << 0.005;
    QTest::newRow("two") << 0.02 << 0.05 << 0.01;
    QTest::newRow("five") << 0.05 << 0.1 << 0.02;
    QTest::newRow("between") << 0.03 << 0.05 << 0.02;
  }
  void logarithmicSteps() {
    QFETCH(double, start);
    QFETCH(double, up);
    QFETCH(double, down);
    QVERIFY(qFuzzyCompare(nextRound(start, 1), up));
    QVERIFY(qFuzzyCompare(nextRound(start, -1), down));
  }

  void numbersAreReadInBothNotations() {
    NumberSpin spin(realField(0, 10, false));
    spin.setLocale(QLocale(QLocale::German));
    QCOMPARE(spin.valueFromText("0,25"), 0.25);
    spin.setLocale(QLocale::c());
    QCOMPARE(spin.valueFromText("0.25"), 0.25);
    QCOMPARE(spin.valueFromText("2.5e-1"), 0.25);
    QString text = "eleven";
    int position = 0;
    QCOMPARE(spin.validate(text, position), QValidator::Intermediate);
  }

  void papersBecomeLinks() {
    QVERIFY(paperHtml("Hur et al., arXiv:2108.00661, section 2")
                .contains("href=\"https://arxiv.org/abs/2108.00661\""));
    QVERIFY(paperHtml("doi:10.1038/s41467-021-27045-6, Fig. 1")
                .contains("https://doi.org/10.1038/s41467-021-27045-6\""));
    QCOMPARE(paperHtml("<b>"), QString("&lt;b&gt;"));
  }

 private:
  std::unique_ptr<ExperimentDocument> document_;
  std::unique_ptr<Inspector> inspector_;
};

QTEST_MAIN(TestInspector)
#include "tst_inspector.moc"
