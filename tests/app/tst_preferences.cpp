// SPDX-License-Identifier: GPL-3.0-or-later
// Preferences: kept over starts, applied at once, and used by check, runs and the list of runs.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>

#include "app/language.h"
#include "app/preferences.h"
#include "core/io/run_folder.h"
#include "tests/app/real_window.h"
#include "widgets/panels/message_strip.h"
#include "widgets/panels/problems_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestPreferences : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() {
    failOnWarnings();
    qputenv("QONVOLVE_RUNS", home_.filePath("runs").toUtf8());
  }

  void areKeptOverStarts() {
    RealWindow window;
    Preferences p;
    p.theme = ThemeChoice::Dark;
    p.language = "en";
    p.recovery = false;
    p.threads = 3;
    p.memoryMiB = 2048;
    p.qubits = 20;
    p.runsFolder = "/some/where";
    window.settings().setPreferences(p);
    const Settings again(window.path("settings.ini"));
    QVERIFY(again.preferences() == p);
    p.threads = -4;
    p.qubits = 1000;
    window.settings().setPreferences(p);
    QCOMPARE(window.settings().preferences().threads, 0);
    QCOMPARE(window.settings().preferences().qubits, 28);
    window.settings().reset();
    QVERIFY(window.settings().preferences() == Preferences());
  }

  void theDialogAppliesAtOnceAndFollows() {
    RealWindow window;
    PreferencesDialog* dialog = open(*window);
    dialog->findChild<QSpinBox*>("threads")->setValue(2);
    dialog->findChild<QSpinBox*>("memory")->setValue(1024);
    dialog->findChild<QSpinBox*>("qubits")->setValue(12);
    dialog->findChild<QComboBox*>("theme")->setCurrentIndex(2);
    dialog->findChild<QCheckBox*>("recovery")->setChecked(false);
    const Preferences& p = window.settings().preferences();
    QCOMPARE(p.threads, 2);
    QCOMPARE(p.memoryMiB, 1024);
    QCOMPARE(p.qubits, 12);
    QVERIFY(p.theme == ThemeChoice::Dark);
    QVERIFY(!p.recovery);
    QVERIFY(window->actions().themeDark->isChecked());
    QCOMPARE(window->document().limits().memory, std::uint64_t{1} << 30U);
    // The menu changes the same thing.
    window->actions().themeLight->trigger();
    QCOMPARE(dialog->findChild<QComboBox*>("theme")->currentIndex(), 1);
    QVERIFY(clickOn(*dialog, "Restore defaults"));
    QVERIFY(window.settings().preferences() == Preferences());
    QCOMPARE(dialog->findChild<QSpinBox*>("threads")->value(), 0);
  }

  void limitsStopADesignAndTheStripLeadsToThem() {
    RealWindow window;
    Preferences p;
    p.qubits = 6;
    window.settings().setPreferences(p);
    QVERIFY(!window->actions().train->isEnabled());
    QVERIFY2(window->strip()->text().contains("the preferences allow 6"),
             qPrintable(window->strip()->text()));
    QVERIFY(clickOn(*window->strip(), "Open Preferences"));
    auto* dialog = window->findChild<PreferencesDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    dialog->findChild<QSpinBox*>("qubits")->setValue(8);
    QVERIFY(window->actions().train->isEnabled());
    // The list of problems has the same way out.
    p.qubits = 4;
    window.settings().setPreferences(p);
    auto* problems = window->findChild<ProblemsView*>();
    QSignalSpy asked(problems, &ProblemsView::preferencesRequested);
    QVERIFY(clickOn(*problems, "Open Preferences"));
    QCOMPARE(asked.count(), 1);
  }

  void runsUseTheThreads() {
    RealWindow window;
    Preferences p;
    p.threads = 1;
    window.settings().setPreferences(p);
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy finished(window->session(), &TrainingSession::finished);
    window->actions().train->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(RunFolder(window->session()->run()->folder).record()->threads, std::uint64_t{1});
  }

  void theRunsFolderChangesWhatIsListed() {
    qunsetenv("QONVOLVE_RUNS");
    WindowFiles files;
    MainWindow window(
        testCatalog(), files.settings(),
        {.runs = {}, .runIndex = files.path("index.sqlite"), .recovery = files.path("recovery")});
    QVERIFY(window.openExample("lines"));
    PreferencesDialog* dialog = open(window);
    auto* folder = dialog->findChild<QLineEdit*>("runsFolder");
    QVERIFY(!folder->isReadOnly());
    folder->setText(files.path("here"));
    emit folder->editingFinished();
    QCOMPARE(files.settings().runsFolder(), files.path("here"));
    QVERIFY(window.document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy finished(window.session(), &TrainingSession::finished);
    window.actions().train->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(window.session()->run()->folder.startsWith(files.path("here")));
    QTRY_VERIFY(dialog->findChild<QLabel*>("runsSize")->text().startsWith("1 run"));
    folder->setText(files.path("there"));
    emit folder->editingFinished();
    QTRY_VERIFY(dialog->findChild<QLabel*>("runsSize")->text().startsWith("0 run"));
  }

  void theEnvironmentDecidesTheRunsFolder() {
    RealWindow window;
    QVERIFY(window.settings().runsFolderIsGiven());
    Preferences p;
    p.runsFolder = window.path("chosen");
    window.settings().setPreferences(p);
    QCOMPARE(window.settings().runsFolder(), home_.filePath("runs"));
    QVERIFY(open(*window)->findChild<QLineEdit*>("runsFolder")->isReadOnly());
  }

  void withoutRecoveryNoFileIsWritten() {
    RealWindow window;
    Preferences p;
    p.recovery = false;
    window.settings().setPreferences(p);
    QVERIFY(window->document().setOption("seed", "/seed", "5"));
    QTest::qWait(RecoveryWriter::kDelayMs + 300);
    QVERIFY(QDir(window.path("recovery")).entryList({"*.recovery"}).isEmpty());
    window->document().undoStack().undo();
  }

  void languagesTranslateAndSetNumbers() {
    QVERIFY(languages().contains("en"));
    QCOMPARE(languageName("en"), QString("English"));
    applyLanguage(*qApp, "en");
    QCOMPARE(QLocale().language(), QLocale::English);
    const auto runs = [](int n) {
      return QCoreApplication::translate("qonvolve::ui::RunControls", "Waiting for %n run(s)",
                                         nullptr, n);
    };
    QCOMPARE(runs(1), QString("Waiting for 1 run"));
    QCOMPARE(runs(2), QString("Waiting for 2 runs"));
  }

 private:
  static PreferencesDialog* open(const MainWindow& window) {
    window.actions().preferences->trigger();
    return window.findChild<PreferencesDialog*>();
  }

  QTemporaryDir home_;
};

QTEST_MAIN(TestPreferences)
#include "tst_preferences.moc"
