// SPDX-License-Identifier: GPL-3.0-or-later
// The plateau page: scanning, cancelling, verdicts and remedies, landscape, running gradients.
#include "widgets/plateau/plateau_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>

#include "core/analysis/verdict.h"
#include "tests/widgets/window_test.h"
#include "widgets/plateau/scan_controls.h"
#include "widgets/plateau/variance_plot.h"
#include "widgets/plateau/verdict_panel.h"
#include "widgets/plots/live_plot.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

constexpr int kLong = 30000;

QPushButton* buttonOf(QWidget& widget, const QString& text) {
  for (QPushButton* button : widget.findChildren<QPushButton*>()) {
    if (button->text() == text && !button->isHidden()) return button;
  }
  return nullptr;
}

struct Page {
  ExperimentDocument document{*testCatalog()};
  PlateauPage page{document, testCatalog()};

  explicit Page(const char* example = "lines") {
    document.reset(exampleExperiment(example));
    page.setThreads(1);
    page.resize(1100, 700);
    page.show();
  }
  void scan(const ScanSettings& settings) {
    page.controls()->setSettings(settings);
    QSignalSpy finished(page.session(), &ScanSession::finished);
    page.scan();
    QVERIFY(finished.wait(kLong));
  }
};

}  // namespace

class TestPlateauPage : public QObject {
  Q_OBJECT
  QTemporaryDir home_;

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void settingsSurviveTheControls() {
    Page p;
    const ScanSettings settings{.qubits = {2, 3, 5},
                                .samples = 77,
                                .costs = {ScanCost::Local, ScanCost::Parity},
                                .parameter = "all",
                                .initializer = Choice{.type = "zhang"},
                                .seed = 11};
    p.page.controls()->setSettings(settings);
    const ScanSettings back = p.page.controls()->settings();
    QCOMPARE(back.qubits, settings.qubits);
    QCOMPARE(back.samples, settings.samples);
    QVERIFY(back.costs == settings.costs);
    QCOMPARE(back.parameter, settings.parameter);
    QCOMPARE(back.initializer->type, std::string("zhang"));
    QCOMPARE(back.seed, std::uint64_t{11});
  }

  void everyControlHasANameAndIsReachable() {
    Page p;
    for (QWidget* widget : p.page.controls()->findChildren<QWidget*>()) {
      const bool control = qobject_cast<QComboBox*>(widget) != nullptr ||
                           (qobject_cast<QLineEdit*>(widget) != nullptr &&
                            qobject_cast<QComboBox*>(widget->parentWidget()) == nullptr &&
                            !widget->parentWidget()->inherits("QSpinBox"));
      if (!control) continue;
      QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
      QVERIFY(widget->focusPolicy() & Qt::TabFocus);
    }
    QVERIFY(!p.page.verdict()->title().isEmpty());
  }

  void estimatesComeBeforeTheStart() {
    Page p;
    p.page.controls()->setSettings({.qubits = {2, 4}, .samples = 50});
    const auto shown = [&] {
      for (QLabel* label : p.page.controls()->findChildren<QLabel*>()) {
        if (label->text().startsWith(QStringLiteral("About "))) return label->text();
      }
      return QString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(shown().contains(QStringLiteral("2 point")), kLong);
    QPushButton* start = buttonOf(*p.page.controls(), QStringLiteral("&Scan"));
    QVERIFY(start != nullptr && start->isEnabled());
    p.page.controls()->setSettings({.qubits = {}});
    QTRY_VERIFY_WITH_TIMEOUT(!start->isEnabled(), kLong);
  }

  void pointsAndAVerdictComeFromAScan() {
    Page p;
    p.scan(
        {.qubits = {2, 3, 4, 5, 6}, .samples = 60, .costs = {ScanCost::Local, ScanCost::Global}});
    QCOMPARE(p.page.session()->points().size(), std::size_t{10});
    QVERIFY(p.page.verdict()->text().contains(QStringLiteral("Local: ")));
    QVERIFY(p.page.verdict()->text().contains(QStringLiteral("Global: ")));
    auto* plot = p.page.findChild<VariancePlot*>();
    QVERIFY(plot->accessibleDescription().contains(QStringLiteral("6 qubits")));
    QCOMPARE(plot->picked(), 2U);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right);
    QCOMPARE(plot->picked(), 3U);
    // What was scanned is no longer what is designed.
    p.document.setOption(QStringLiteral("Kind"), "/stack/2/options/kind", "trivial").has_value();
    QVERIFY(p.page.verdict()->text().contains(QStringLiteral("changed since")));
    QVERIFY(buttonOf(*p.page.verdict(), QStringLiteral("Scan again")) != nullptr);
  }

  void cancellingKeepsThePoints() {
    Page p;
    p.page.controls()->setSettings({.qubits = {2, 8, 10, 12}, .samples = 20000});
    p.page.scan();
    QVERIFY(p.page.session()->isBusy());
    QTRY_VERIFY_WITH_TIMEOUT(!p.page.session()->points().empty(), kLong);
    QPushButton* cancel = buttonOf(*p.page.controls(), QStringLiteral("&Cancel"));
    QVERIFY(cancel != nullptr);
    cancel->click();
    QVERIFY(!p.page.session()->isBusy());
    QVERIFY(!p.page.session()->points().empty());
    QVERIFY(buttonOf(*p.page.controls(), QStringLiteral("&Scan")) != nullptr);
  }

  void remediesAreOneUndoStepEach() {
    Page p("plateau-random");
    p.scan({.qubits = {2, 3, 4, 6, 8}, .samples = 300});
    QVERIFY2(p.page.verdict()->title() == QStringLiteral("Barren plateau"),
             qPrintable(p.page.verdict()->text()));
    const Experiment before = p.document.experiment();
    QPushButton* fewer = buttonOf(*p.page.verdict(), QStringLiteral("Fewer layers"));
    QVERIFY(fewer != nullptr);
    QVERIFY(!fewer->toolTip().isEmpty());
    fewer->click();
    QCOMPARE(p.document.undoStack().count(), 1);
    QVERIFY(p.document.experiment() != before);
    p.document.undoStack().undo();
    QVERIFY(p.document.experiment() == before);
    QPushButton* local = buttonOf(*p.page.verdict(), QStringLiteral("Use local cost"));
    QVERIFY(local != nullptr);
    local->click();
    QCOMPARE(std::get<std::string>(
                 std::get<Block>(p.document.experiment().stack.back()).choice.options.at("kind")),
             std::string("mean"));
  }

  void failuresAreSaid() {
    Page p;
    p.page.controls()->setSettings({.qubits = {40}});
    QSignalSpy failed(p.page.session(), &ScanSession::failed);
    p.page.scan();
    QVERIFY(failed.wait(kLong));
    QVERIFY(p.page.verdict()->text().contains(QStringLiteral("between 2 and 28")));
  }

  void landscapesOfTwoSizesAreDrawn() {
    Page p;
    p.page.controls()->setSettings({.qubits = {2, 4}, .samples = 50});
    p.page.landscape()->setScan(p.document.experiment(), p.page.controls()->settings(), 1);
    QSignalSpy finished(p.page.landscape(), &LandscapeTab::finished);
    p.page.landscape()->compute();
    QVERIFY(finished.wait(kLong));
    bool said = false;
    for (QLabel* label : p.page.landscape()->findChildren<QLabel*>()) {
      said = said || label->text().contains(QStringLiteral("The cost varies by"));
    }
    QVERIFY(said);
  }

  void runningGradientsAreShownBlockByBlock() {
    Page p;
    const Model& model = p.document.checked().model;
    p.page.startRun(p.document.experiment(), {}, model, 5,
                    std::vector<double>(model.parameterCount));
    GradientsMeasured measured;
    measured.step = 10;
    measured.groups.assign(model.groups.size(), {.variance = 1e-3, .meanSquare = 1e-2});
    p.page.appendRun(std::vector<TrainEvent>{measured},
                     std::vector<double>(model.parameterCount, 0.5));
    for (LivePlot* plot : p.page.findChildren<LivePlot*>()) {
      QCOMPARE(plot->seriesCount(), static_cast<int>(model.groups.size()));
      plot->refreshNow();
      QVERIFY(plot->summary().contains(QStringLiteral("Convolution 1")));
    }
  }
};

QTEST_MAIN(TestPlateauPage)
#include "tst_plateau_page.moc"
