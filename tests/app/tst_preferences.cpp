// SPDX-License-Identifier: GPL-3.0-or-later
// Preferences: kept over starts, applied at once, and used by check, runs and the list of runs.
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "app/language.h"
#include "app/main_window.h"
#include "app/preferences.h"
#include "core/io/run_folder.h"
#include "tests/widgets/window_test.h"
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
    scratch_ = std::make_unique<QTemporaryDir>();
    settings_ = std::make_unique<Settings>(scratch_->filePath("settings.ini"));
    makeWindow({scratch_->filePath("runs"), scratch_->filePath("index.sqlite"),
                scratch_->filePath("recovery")});
  }
  void cleanup() {
    window_.reset();
    settings_.reset();
    qputenv("QONVOLVE_RUNS", home_.filePath("runs").toUtf8());
  }

  void areKeptOverStarts() {
    Preferences p;
    p.theme = ThemeChoice::Dark;
    p.language = "en";
    p.recovery = false;
    p.threads = 3;
    p.memoryMiB = 2048;
    p.qubits = 20;
    p.runsFolder = "/some/where";
    settings_->setPreferences(p);
    const Settings again(scratch_->filePath("settings.ini"));
    QVERIFY(again.preferences() == p);
    p.threads = -4;
    p.qubits = 1000;
    settings_->setPreferences(p);
    QCOMPARE(settings_->preferences().threads, 0);
    QCOMPARE(settings_->preferences().qubits, 28);
    settings_->reset();
    QVERIFY(settings_->preferences() == Preferences());
  }

  void theDialogAppliesAtOnceAndFollows() {
    PreferencesDialog* dialog = open();
    dialog->findChild<QSpinBox*>("threads")->setValue(2);
    dialog->findChild<QSpinBox*>("memory")->setValue(1024);
    dialog->findChild<QSpinBox*>("qubits")->setValue(12);
    dialog->findChild<QComboBox*>("theme")->setCurrentIndex(2);
    dialog->findChild<QCheckBox*>("recovery")->setChecked(false);
    const Preferences& p = settings_->preferences();
    QCOMPARE(p.threads, 2);
    QCOMPARE(p.memoryMiB, 1024);
    QCOMPARE(p.qubits, 12);
    QVERIFY(p.theme == ThemeChoice::Dark);
    QVERIFY(!p.recovery);
    QVERIFY(window_->actions().themeDark->isChecked());
    QCOMPARE(window_->document().limits().memory, std::uint64_t{1} << 30U);
    // The menu changes the same thing.
    window_->actions().themeLight->trigger();
    QCOMPARE(dialog->findChild<QComboBox*>("theme")->currentIndex(), 1);
    for (auto* button : dialog->findChildren<QPushButton*>()) {
      if (button->text() == "Restore defaults") button->click();
    }
    QVERIFY(settings_->preferences() == Preferences());
    QCOMPARE(dialog->findChild<QSpinBox*>("threads")->value(), 0);
  }

  void limitsStopADesignAndTheStripLeadsToThem() {
    Preferences p;
    p.qubits = 6;
    settings_->setPreferences(p);
    QVERIFY(!window_->actions().train->isEnabled());
    QVERIFY2(window_->strip()->text().contains("the preferences allow 6"),
             qPrintable(window_->strip()->text()));
    QPushButton* link = nullptr;
    for (auto* button : window_->strip()->findChildren<QPushButton*>()) {
      if (button->text() == "Open Preferences") link = button;
    }
    QVERIFY(link != nullptr);
    link->click();
    auto* dialog = window_->findChild<PreferencesDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    dialog->findChild<QSpinBox*>("qubits")->setValue(8);
    QVERIFY(window_->actions().train->isEnabled());
    // The list of problems has the same way out.
    p.qubits = 4;
    settings_->setPreferences(p);
    auto* problems = window_->findChild<ProblemsView*>();
    QSignalSpy asked(problems, &ProblemsView::preferencesRequested);
    for (auto* button : problems->findChildren<QPushButton*>()) {
      if (button->text() == "Open Preferences") button->click();
    }
    QVERIFY(asked.count() >= 1);
  }

  void runsUseTheThreads() {
    Preferences p;
    p.threads = 1;
    settings_->setPreferences(p);
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy finished(window_->session(), &TrainingSession::finished);
    window_->actions().train->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(RunFolder(window_->session()->run()->folder).record()->threads, std::uint64_t{1});
  }

  void theRunsFolderChangesWhatIsListed() {
    qunsetenv("QONVOLVE_RUNS");
    window_.reset();
    makeWindow({{}, scratch_->filePath("other.sqlite"), scratch_->filePath("recovery")});
    PreferencesDialog* dialog = open();
    auto* folder = dialog->findChild<QLineEdit*>("runsFolder");
    QVERIFY(!folder->isReadOnly());
    folder->setText(scratch_->filePath("here"));
    emit folder->editingFinished();
    QCOMPARE(settings_->runsFolder(), scratch_->filePath("here"));
    QVERIFY(window_->document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy finished(window_->session(), &TrainingSession::finished);
    window_->actions().train->trigger();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(window_->session()->run()->folder.startsWith(scratch_->filePath("here")));
    QTRY_VERIFY(dialog->findChild<QLabel*>("runsSize")->text().startsWith("1 run"));
    folder->setText(scratch_->filePath("there"));
    emit folder->editingFinished();
    QTRY_VERIFY(dialog->findChild<QLabel*>("runsSize")->text().startsWith("0 run"));
  }

  void theEnvironmentDecidesTheRunsFolder() {
    QVERIFY(settings_->runsFolderIsGiven());
    Preferences p;
    p.runsFolder = scratch_->filePath("chosen");
    settings_->setPreferences(p);
    QCOMPARE(settings_->runsFolder(), home_.filePath("runs"));
    QVERIFY(open()->findChild<QLineEdit*>("runsFolder")->isReadOnly());
  }

  void withoutRecoveryNoFileIsWritten() {
    Preferences p;
    p.recovery = false;
    settings_->setPreferences(p);
    QVERIFY(window_->document().setOption("seed", "/seed", "5"));
    QTest::qWait(RecoveryWriter::kDelayMs + 300);
    QVERIFY(QDir(scratch_->filePath("recovery")).entryList({"*.recovery"}).isEmpty());
    window_->document().undoStack().undo();
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
  void makeWindow(const WindowFolders& folders) {
    window_ = std::make_unique<MainWindow>(testCatalog(), *settings_, folders);
    QVERIFY(window_->openExample("lines"));
    window_->show();
  }
  PreferencesDialog* open() {
    window_->actions().preferences->trigger();
    return window_->findChild<PreferencesDialog*>();
  }

  QTemporaryDir home_;
  std::unique_ptr<QTemporaryDir> scratch_;
  std::unique_ptr<Settings> settings_;
  std::unique_ptr<MainWindow> window_;
};

QTEST_MAIN(TestPreferences)
#include "tst_preferences.moc"
