// SPDX-License-Identifier: GPL-3.0-or-later
// The plateau page: scanning, cancelling, verdicts and remedies, landscape, running gradients.
#include "widgets/plateau/plateau_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTreeWidget>

#include "core/analysis/verdict.h"
#include "core/train/parameter_file.h"
#include "tests/widgets/window_test.h"
#include "widgets/plateau/scan_controls.h"
#include "widgets/plateau/start_tab.h"
#include "widgets/plateau/variance_plot.h"
#include "widgets/plateau/verdict_panel.h"
#include "widgets/plots/live_plot.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

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
    QVERIFY(finished.wait(kPatience));
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
    QTRY_VERIFY(shown().contains(QStringLiteral("2 point")));
    QPushButton* start = buttonOf(*p.page.controls(), QStringLiteral("&Scan"));
    QVERIFY(start != nullptr && start->isEnabled());
    p.page.controls()->setSettings({.qubits = {}});
    QTRY_VERIFY(!start->isEnabled());
  }

  void pointsAndAVerdictComeFromAScan() {
    Page p;
    p.scan(
        {.qubits = {2, 3, 4, 5, 6}, .samples = 60, .costs = {ScanCost::Local, ScanCost::Global}});
    QCOMPARE(p.page.session()->points().size(), std::size_t{10});
    // A headline for each cost.
    const QStringList titles = p.page.verdict()->title().split(QLatin1Char('\n'));
    QCOMPARE(titles.size(), qsizetype{2});
    QVERIFY2(titles[0].startsWith(QStringLiteral("Local cost: ")), qPrintable(titles[0]));
    QVERIFY2(titles[1].startsWith(QStringLiteral("Global cost: ")), qPrintable(titles[1]));
    auto* plot = p.page.findChild<VariancePlot*>();
    QVERIFY(plot->accessibleDescription().contains(QStringLiteral("6 qubits")));
    QCOMPARE(plot->picked(), 2U);
    plot->setFocus();
    QTest::keyClick(plot, Qt::Key_Right);
    QCOMPARE(plot->picked(), 3U);
    // On the other tabs the headlines stand beside them.
    const auto* aside = p.page.findChild<VerdictPanel*>(QStringLiteral("verdictAside"));
    QVERIFY(aside->isHidden());
    p.page.tabs()->setCurrentIndex(1);
    QVERIFY(aside->isVisible());
    QCOMPARE(aside->title(), p.page.verdict()->title());
    p.page.tabs()->setCurrentIndex(0);
    QVERIFY(aside->isHidden());
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
    QTRY_VERIFY(!p.page.session()->points().empty());
    QVERIFY(clickOn(*p.page.controls(), QStringLiteral("&Cancel")));
    QVERIFY(!p.page.session()->isBusy());
    QVERIFY(!p.page.session()->points().empty());
    QVERIFY(buttonOf(*p.page.controls(), QStringLiteral("&Scan")) != nullptr);
    const QString text = p.page.verdict()->text();
    QVERIFY2(text.contains(QStringLiteral("Cancelled after %1 of 4 points")
                               .arg(p.page.session()->points().size())),
             qPrintable(text));
  }

  void typedNumbersOfSamplesAreKept() {
    Page p;
    QLineEdit* samples = nullptr;
    for (auto* box : p.page.controls()->findChildren<QComboBox*>()) {
      if (box->isEditable()) samples = box->lineEdit();
    }
    QVERIFY(samples != nullptr);
    samples->selectAll();
    QTest::keyClicks(samples, QStringLiteral("100"));
    QTest::keyClick(samples, Qt::Key_Tab);
    QCOMPARE(p.page.controls()->settings().samples, std::size_t{100});
  }

  void tabsKeepTheirPlace() {
    Page p;
    const auto top = [&p] {
      QCoreApplication::processEvents();
      return p.page.tabs()->mapTo(&p.page, QPoint()).y();
    };
    const int before = top();
    p.page.verdict()->setVerdicts(
        {{VerdictPanel::Tone::Bad, "One", "first"}, {VerdictPanel::Tone::Good, "Two", "second"}});
    QCOMPARE(top(), before);
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
    QVERIFY(clickOn(*p.page.verdict(), QStringLiteral("Use local cost")));
    QCOMPARE(std::get<std::string>(
                 std::get<Block>(p.document.experiment().stack.back()).choice.options.at("kind")),
             std::string("mean"));
  }

  // The next scan shows what the button did.
  void remediesHelp() {
    Page p("plateau-random");
    const ScanSettings settings{.qubits = {2, 3, 4, 6, 8}, .samples = 300, .parameter = "all"};
    p.scan(settings);
    const double before = p.page.session()->points().back().variance;
    // A local readout, and layers halved until the circuit is no longer random.
    int steps = 0;
    for (const char* remedy : {"Use local cost", "Fewer layers", "Fewer layers", "Fewer layers"}) {
      QPushButton* button = buttonOf(*p.page.verdict(), QString::fromLatin1(remedy));
      QVERIFY(button != nullptr);
      button->click();
      QCOMPARE(p.document.undoStack().count(), ++steps);
    }
    QPushButton* again = buttonOf(*p.page.verdict(), QStringLiteral("Scan again"));
    QVERIFY(again != nullptr);
    QSignalSpy finished(p.page.session(), &ScanSession::finished);
    again->click();
    QVERIFY(finished.wait(kPatience));
    QVERIFY(p.page.session()->points().back().variance > 1.5 * before);
    QVERIFY(p.page.verdict()->title() != QStringLiteral("Barren plateau"));
    QVERIFY(!p.page.verdict()->text().contains(QStringLiteral("changed since")));
  }

  void anotherDesignBeginsAnew() {
    Page p;
    p.scan({.qubits = {2, 3}, .samples = 50});
    const QString asked = PlateauPage(p.document, testCatalog()).verdict()->title();
    QVERIFY(p.page.verdict()->title() != asked);
    p.document.reset(exampleExperiment("moons"));
    QVERIFY(p.page.session()->points().empty());
    QCOMPARE(p.page.verdict()->title(), asked);
    QVERIFY(buttonOf(*p.page.verdict(), QStringLiteral("Scan again")) == nullptr);
    // Also while a scan goes on.
    p.page.controls()->setSettings({.qubits = {8, 10, 12}, .samples = 20000});
    p.page.scan();
    p.document.reset(exampleExperiment("lines"));
    QVERIFY(!p.page.session()->isBusy());
    QCOMPARE(p.page.verdict()->title(), asked);
  }

  // Random circuit beside QCNN: the curve of one stays while the other is scanned.
  void curvesCanBeKept() {
    Page p("plateau-random");
    p.scan({.qubits = {2, 4}, .samples = 50});
    QVERIFY(clickOn(*p.page.verdict(), QStringLiteral("Keep this curve")));
    p.document.reset(exampleExperiment("plateau-qcnn"));
    p.scan({.qubits = {2, 4}, .samples = 50});
    auto* plot = p.page.findChild<VariancePlot*>();
    QVERIFY(plot->accessibleDescription().contains(QStringLiteral("Plateau: random circuit, 4")));
    QVERIFY(!p.page.grab().isNull());
    QVERIFY(clickOn(*p.page.verdict(), QStringLiteral("Forget kept curves")));
    QVERIFY(!plot->accessibleDescription().contains(QStringLiteral("random circuit")));
  }

  void failuresAreSaid() {
    Page p;
    p.page.controls()->setSettings({.qubits = {40}});
    QSignalSpy failed(p.page.session(), &ScanSession::failed);
    p.page.scan();
    QVERIFY(failed.wait(kPatience));
    QVERIFY(p.page.verdict()->text().contains(QStringLiteral("between 2 and 28")));
  }

  void landscapesOfTwoSizesAreDrawn() {
    Page p;
    p.page.controls()->setSettings({.qubits = {2, 4}, .samples = 50});
    p.page.landscape()->setScan(p.document.experiment(), p.page.controls()->settings(), 1);
    QSignalSpy finished(p.page.landscape(), &LandscapeTab::finished);
    p.page.landscape()->compute();
    QVERIFY(finished.wait(kPatience));
    bool said = false;
    for (QLabel* label : p.page.landscape()->findChildren<QLabel*>()) {
      said = said || label->text().contains(QStringLiteral("The cost varies by"));
    }
    QVERIFY(said);
  }

  // Both phases in the window; the design then starts there, by one undo step.
  void aStartGrownLayerByLayer() {
    QTemporaryDir runs;
    Page p("plateau-qcnn");
    p.document.edit(QStringLiteral("Layers"), [](Experiment& e) {
      e.stack = {Block{.choice = {.type = "angle"}, .name = {}},
                 Block{.choice = {.type = "layers",
                                  .options = {{"layers", std::int64_t{3}},
                                              {"entangler", std::string("rzz")}}},
                       .name = {}},
                 Block{.choice = {.type = "readout"}, .name = {}}};
      assignIds(e.stack);
      e.simulation.settings.shots = 0;
    });
    StartTab& start = *p.page.start();
    start.setRunsFolder(runs.path());
    start.setDesign(p.document.experiment(), {}, wireCount(p.document.checked().model), 1);
    start.findChildren<QSpinBox*>()[3]->setValue(1);  // epochs of a stage
    QSignalSpy finished(&start, &StartTab::finished);
    start.toggle();
    QVERIFY(start.isBusy());
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(start.table()->topLevelItemCount(), 5);  // 1, 2, 3 layers; two halves
    QVERIFY(start.table()->topLevelItem(4)->text(0).startsWith(QStringLiteral("Phase 2")));
    const int steps = p.document.undoStack().count();
    start.use();
    QCOMPARE(p.document.undoStack().count(), steps + 1);
    QCOMPARE(p.document.experiment().train.initializer.type, std::string("warm_start"));
    const auto file =
        std::get<std::string>(p.document.experiment().train.initializer.options.at("file"));
    QVERIFY(file.starts_with(runs.path().toStdString()));
    QVERIFY(readParameterFile(file, "")->size() >= 3);
  }

  void aStartFromFewerQubitsOrFromARun() {
    QTemporaryDir runs;
    Page p("plateau-qcnn");
    StartTab& start = *p.page.start();
    start.setDesign(p.document.experiment(), {}, wireCount(p.document.checked().model), 1);
    start.setRunsFolder(runs.path());
    start.setMethod(StartTab::Method::Narrow);
    start.findChildren<QSpinBox*>().last()->setValue(1);
    QSignalSpy finished(&start, &StartTab::finished);
    start.toggle();
    QVERIFY(finished.wait(kPatience));
    QCOMPARE(start.table()->topLevelItemCount(), 1);
    start.use();
    const Choice narrow = p.document.experiment().train.initializer;
    QCOMPARE(std::get<std::string>(narrow.options.at("align")), std::string("last"));
    // What it made serves as a run.
    const QString run = runs.filePath(QStringLiteral("20260101T000000Z-a-000000"));
    QVERIFY(QDir().mkpath(run));
    QVERIFY(QFile::copy(QString::fromStdString(std::get<std::string>(narrow.options.at("file"))),
                        run + QStringLiteral("/parameters.csv")));
    start.setMethod(StartTab::Method::Run);
    p.page.tabs()->setCurrentWidget(&start);
    start.setRunsFolder(runs.path());
    start.use();
    QVERIFY(std::get<std::string>(p.document.experiment().train.initializer.options.at("file"))
                .starts_with(run.toStdString()));
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
                     {{std::vector<double>(model.parameterCount, 0.5)}});
    for (LivePlot* plot : p.page.findChildren<LivePlot*>()) {
      QCOMPARE(plot->seriesCount(), static_cast<int>(model.groups.size()));
      plot->refreshNow();
      QVERIFY(plot->summary().contains(QStringLiteral("Convolution 1")));
    }
  }
};

QTEST_MAIN(TestPlateauPage)
#include "tst_plateau_page.moc"
