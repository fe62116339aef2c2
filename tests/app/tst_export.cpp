// SPDX-License-Identifier: GPL-3.0-or-later
// The export dialog: every topic in every format, by keyboard, with a preview of what is written.
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QToolButton>

#include "app/exports.h"
#include "core/formats/qasm_reader.h"
#include "tests/app/real_window.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/panels/export_dialog.h"
#include "widgets/panels/message_strip.h"
#include "widgets/plots/training_plots.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestExport : public QObject {
  Q_OBJECT
  QTemporaryDir home_;

  static ExportDialog* open(const RealWindow& window) {
    window->actions().exportView->trigger();
    return window->findChild<ExportDialog*>();
  }
  static QByteArray read(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void ctrlEOpensOneDialogThatBlocksNothing() {
    RealWindow window;
    QTest::keyClick(&*window, Qt::Key_E, Qt::ControlModifier);
    auto* dialog = window->findChild<ExportDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible() && !dialog->isModal());
    QCOMPARE(dialog->topic(), QString("circuit"));
    QCOMPARE(dialog->format(), QString("qasm3"));
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(!dialog->isVisible());
  }

  void writesEveryTopicInEveryFormat_data() {
    QTest::addColumn<QString>("topic");
    QTest::addColumn<QString>("format");
    QTest::addColumn<QByteArray>("start");
    QTest::newRow("OpenQASM 3") << "circuit" << "qasm3" << QByteArray("// Lines");
    QTest::newRow("OpenQASM 2") << "circuit" << "qasm2" << QByteArray("// Lines");
    QTest::newRow("Qiskit") << "circuit" << "qiskit" << QByteArray("# Lines");
    QTest::newRow("PennyLane") << "circuit" << "pennylane" << QByteArray("# Lines");
    QTest::newRow("quantikz") << "circuit" << "quantikz" << QByteArray("% Lines");
    for (const char* topic : {"circuit", "plot"}) {
      QTest::addRow("%s svg", topic) << topic << "svg" << QByteArray("<");
      QTest::addRow("%s pdf", topic) << topic << "pdf" << QByteArray("%PDF");
      QTest::addRow("%s png", topic) << topic << "png" << QByteArray("\x89PNG");
    }
    QTest::newRow("plot csv") << "plot" << "csv" << QByteArray("series,x,y\n");
    QTest::newRow("runs csv") << "runs" << "csv" << QByteArray("Status,");
  }
  void writesEveryTopicInEveryFormat() {
    RealWindow window;
    QFETCH(QString, topic);
    QFETCH(QString, format);
    QFETCH(QByteArray, start);
    ExportDialog* dialog = open(window);
    dialog->select(topic, format);
    QCOMPARE(dialog->topic(), topic);
    QCOMPARE(dialog->format(), format);
    QSignalSpy saved(dialog, &ExportDialog::saved);
    const QString path = window.path("written");
    QVERIFY2(dialog->saveTo(path), qPrintable(dialog->strip()->text()));
    QVERIFY(read(path).startsWith(start));
    QCOMPARE(saved.size(), 1);
    QVERIFY(dialog->strip()->isVisible() && dialog->strip()->text().contains("written"));
    const auto* text = dialog->findChild<QPlainTextEdit*>("exportText");
    const auto* picture = dialog->findChild<QLabel*>("exportPicture");
    if (text->isVisible()) {
      QCOMPARE(text->toPlainText().toUtf8().trimmed(), read(path).trimmed());
    } else {
      QVERIFY(picture->isVisible() && !picture->pixmap().isNull());
    }
  }

  void aFinishedRunHasAConfusionMatrix() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    dialog->select("confusion", "csv");
    QCOMPARE(dialog->topic(), QString("circuit"));  // there is none yet
    dialog->close();
    QCoreApplication::sendPostedEvents(dialog, QEvent::DeferredDelete);
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    window->trainFor(1);
    QTRY_COMPARE(answered.count(), 1);
    dialog = open(window);
    const auto* list = dialog->findChild<QListWidget*>("exportTopics");
    QVERIFY(list->sizeHintForColumn(0) <= list->viewport()->width());
    for (const auto& [format, start] :
         {std::pair{"svg", "<"}, {"pdf", "%PDF"}, {"png", "\x89PNG"}, {"csv", "true class,"}}) {
      dialog->select("confusion", format);
      QCOMPARE(dialog->topic(), QString("confusion"));
      const auto contents = dialog->contents();
      QVERIFY2(contents && contents->startsWith(start), format);
    }
  }

  void whatIsWrittenIsTheCircuitOnTheScreen() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    for (const char* format : {"qasm3", "qasm2"}) {
      dialog->select("circuit", format);
      const auto text = dialog->contents();
      QVERIFY(text);
      const auto program = readQasm(text->toStdString(), format);
      QVERIFY2(program, program ? "" : toText(program.error()).c_str());
      QCOMPARE(program->circuit.ops.size(), window->circuit()->scene()->circuit().ops.size());
    }
  }

  // A slash in a design's name would name a folder that does not exist.
  void namesOfDesignsMayHaveSlashes() {
    RealWindow window;
    const auto* plots = window->findChild<TrainingPlots*>();
    QVERIFY(plots != nullptr);
    QCOMPARE(plotTopic(*plots, "0 / 1").fileName, QString("0 - 1 plot"));
    QCOMPARE(mapTopic({}, "0 / 1").fileName, QString("0 - 1 map"));
  }

  void theResolutionIsForPixelsOnly() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    auto* dpi = dialog->findChild<QSpinBox*>("exportDpi");
    auto* scale = dialog->findChild<QSpinBox*>("exportScale");
    dialog->select("circuit", "qasm3");
    QVERIFY(!dpi->isVisible() && !scale->isVisible());
    QCOMPARE(dialog->findChild<QPushButton*>("exportSave")->isDefault(), true);
    dialog->select("circuit", "pdf");
    QVERIFY(!dpi->isVisible() && scale->isVisible());
    dialog->select("circuit", "png");
    QVERIFY(dpi->isVisible());
    const int before = QImage::fromData(*dialog->contents()).width();
    dpi->setValue(2 * dpi->value());
    QVERIFY(std::abs(QImage::fromData(*dialog->contents()).width() - 2 * before) <= 2);
  }

  void folderAndFormatAreRemembered() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    dialog->select("plot", "csv");
    QVERIFY(dialog->saveTo(window.path("a.csv")));
    QCOMPARE(window.settings().lastFolder(), QFileInfo(window.path({})).absoluteFilePath());
    dialog->close();
    QTest::qWait(1);  // deleted later
    dialog = open(window);
    QCOMPARE(dialog->topic() + "/" + dialog->format(), QString("plot/csv"));
  }

  void failuresAreSaidInTheStrip() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    QVERIFY(!dialog->saveTo("/nowhere/at/all.qasm"));
    QVERIFY(dialog->strip()->isVisible());
    QVERIFY2(dialog->strip()->text().contains("/nowhere"), qPrintable(dialog->strip()->text()));
  }

  void theStripOffersWhatComesNext() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    const QString path = window.path("b.qasm");
    QVERIFY(dialog->saveTo(path));
    QStringList labels;
    for (auto* button : dialog->strip()->findChildren<QAbstractButton*>()) {
      labels << button->text();
      if (button->text() == "Copy path") button->click();
    }
    QVERIFY(labels.contains("Open") && labels.contains("Show in folder"));
    QCOMPARE(QApplication::clipboard()->text(), path);
    dialog->findChild<QPushButton*>("exportCopy")->click();
    QVERIFY(QApplication::clipboard()->text().startsWith("// Lines"));
  }

  void everyControlHasANameAndTheKeyboardReachesIt() {
    RealWindow window;
    ExportDialog* dialog = open(window);
    dialog->activateWindow();
    QTRY_VERIFY(dialog->isAncestorOf(QApplication::focusWidget()));
    dialog->select("circuit", "png");
    auto* list = dialog->findChild<QListWidget*>("exportTopics");
    list->setFocus();
    QSet<QWidget*> reached;
    for (int i = 0; i < 30; ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
      reached.insert(QApplication::focusWidget());
    }
    for (const char* name :
         {"exportTopics", "exportFormat", "exportDpi", "exportScale", "exportCopy", "exportSave"}) {
      QVERIFY2(reached.contains(dialog->findChild<QWidget*>(name)), name);
    }
    for (auto* box : dialog->findChildren<QComboBox*>()) QVERIFY(!box->accessibleName().isEmpty());
    for (auto* box : dialog->findChildren<QSpinBox*>()) QVERIFY(!box->accessibleName().isEmpty());
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(dialog->topic(), QString("map"));
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(dialog->topic(), QString("plot"));
  }
};

QTEST_MAIN(TestExport)
#include "tst_export.moc"
