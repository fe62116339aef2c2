// SPDX-License-Identifier: GPL-3.0-or-later
// Files of the window: saving, damaged files, the question before closing, and recovery.
#include <QMessageBox>
#include <QTimer>

#include "tests/app/real_window.h"
#include "widgets/panels/message_strip.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestWindowFiles : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void savingKeepsTheTitleHonest() {
    RealWindow window;
    const QString path = window.path("saved.qonv");
    QVERIFY(window->document().setOption("name", "/name", "Mine"));
    QVERIFY(window->isWindowModified());
    QVERIFY(window->document().save(path));
    QVERIFY(!window->isWindowModified());
    QVERIFY(window->windowTitle().startsWith("saved[*] (Mine)"));
    QVERIFY(window->openFile(path));
    QCOMPARE(window.settings().recentFiles(), QStringList{path});
    QVERIFY(!window->openFile(window.path("missing.qonv")));
    QVERIFY(window->strip()->text().contains("missing.qonv"));
    QVERIFY(window->windowTitle().startsWith("saved[*] (Mine)"));
  }

  void damagedFilesOfferTheirBackup() {
    RealWindow window;
    const QString path = window.path("mine.qonv");
    QVERIFY(window->document().save(path));
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "77"));
    QVERIFY(window->document().save(path));
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
    file.close();
    QVERIFY(window->openExample("moons"));
    QVERIFY(!window->openFile(path));
    QVERIFY2(window->strip()->text().contains("cut off"), qPrintable(window->strip()->text()));
    QVERIFY2(window->strip()->text().contains("Its backup of"),
             qPrintable(window->strip()->text()));
    QVERIFY2(window->windowTitle().contains("moons"), qPrintable(window->windowTitle()));
    QPushButton* open = nullptr;
    for (auto* button : window->strip()->findChildren<QPushButton*>()) {
      if (button->isVisible() && button->text().contains("backup")) open = button;
    }
    QVERIFY(open != nullptr);
    open->click();
    QCOMPARE(window->document().experiment(), exampleExperiment());
    QCOMPARE(window->document().fileName(), path);
    QVERIFY(window->isWindowModified());
  }

  void closingAsksOnlyWhenSomethingIsLost() {
    RealWindow window;
    QVERIFY(window->close());
    window.open("lines");
    QVERIFY(window->document().setOption("name", "/name", "Changed"));
    bool asked = false;
    QTimer::singleShot(0, this, [&] {
      auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
      if (box == nullptr) return;
      asked = true;
      box->escapeButton()->click();
    });
    QVERIFY(!window->close());
    QVERIFY(asked);
    window->document().undoStack().undo();
    QVERIFY(window->close());
  }

  void crashesLeaveAnOffer() {
    RealWindow window;
    const QString folder = window.path("recovery");
    QVERIFY(window->document().setOption("name", "/name", "Unsaved work"));
    // As if the program was killed: its file stays without a lock.
    QTRY_VERIFY(!QDir(folder).entryList({"*.recovery"}).isEmpty());
    const QString file = QDir(folder).entryList({"*.recovery"}).first();
    QVERIFY(QFile::copy(folder + "/" + file, folder + "/killed.recovery"));
    window->document().undoStack().undo();
    window.open("lines");
    window->offerRecovery();
    QVERIFY(window->strip()->text().contains("Recovered"));
    QVERIFY(window->windowTitle().startsWith("Unsaved work"));
    QVERIFY(window->isWindowModified());
    window->strip()->findChildren<QPushButton*>().first()->click();
    QVERIFY(!QFile::exists(folder + "/killed.recovery"));
    window->document().reset(exampleExperiment());
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestWindowFiles)
#include "tst_window_files.moc"
