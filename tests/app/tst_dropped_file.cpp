// SPDX-License-Identifier: GPL-3.0-or-later
// Files dragged into the window: what they are taken for, and what is offered.
#include <QDir>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFile>
#include <QImage>
#include <QMimeData>
#include <QTableView>
#include <QUrl>

#include "app/circuit_dialog.h"
#include "app/dropped_file.h"
#include "core/io/files.h"
#include "tests/app/real_window.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/panels/message_strip.h"
#include "widgets/results/predict_dialog.h"
#include "widgets/results/results_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

constexpr char kBell[] =
    "OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[2];\nh q[0];\ncx q[0],q[1];\n";

constexpr char kMessages[] =
    "ham\tsee you at lunch\nspam\twin a prize now\nham\twhere are you\nspam\tcall now to win\n";

}  // namespace

class TestDroppedFile : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void kindsAreTold() {
    QVERIFY(fileKind(write("a.qonv", "{}")) == FileKind::Project);
    QVERIFY(fileKind(write("project.json", "{\"format\": \"qonvolve-experiment\"}")) ==
            FileKind::Project);
    QVERIFY(fileKind(write("a.qasm", kBell)) == FileKind::Circuit);
    QVERIFY(fileKind(write("bell.txt", kBell)) == FileKind::Circuit);
    QVERIFY(fileKind(write("iris.csv", "a,label\n1,x\n")) == FileKind::Table);
    QVERIFY(fileKind(write("iris.txt", "a;label\n1;x\n")) == FileKind::Table);
    QVERIFY(fileKind(write("zeros.bin", QByteArray(100, '\0'))) == FileKind::Unknown);
    QVERIFY(fileKind(write("words.txt", "hello\n")) == FileKind::Unknown);
    QVERIFY(fileKind(path("nothing")) == FileKind::Unknown);
    QVERIFY(fileKind(write("spam.txt", kMessages)) == FileKind::Texts);
    QVERIFY(fileKind(write("spam.csv", "text,label\n\"you win, call\",spam\nsee you,ham\n")) ==
            FileKind::Texts);
    QByteArray wide("\xFF\xFE");
    for (const char c : QByteArray(kMessages)) wide.append(c).append('\0');
    QVERIFY(fileKind(write("wide.txt", wide)) == FileKind::Texts);
    QVERIFY(fileKind(write("poem.txt", "a line without label\nand another one\n")) ==
            FileKind::Unknown);
    QVERIFY(QDir(home_.path()).mkpath("spam"));
    write("spam/spam_train.txt", kMessages);
    QVERIFY(fileKind(path("spam")) == FileKind::Texts);
    QVERIFY(QDir(home_.path()).mkpath("images"));
    QVERIFY(fileKind(path("images")) == FileKind::Unknown);
    QVERIFY(picture("images/a.png", 0));
    QVERIFY(fileKind(path("images")) == FileKind::Pictures);
    QVERIFY(fileKind(path("images/a.png")) == FileKind::Pictures);
    QVERIFY(QDir(home_.path()).mkpath("idx"));
    write("idx/train-images-idx3-ubyte", "x");
    QVERIFY(fileKind(path("idx")) == FileKind::IdxFiles);
    QVERIFY(fileKind(path("idx/train-images-idx3-ubyte")) == FileKind::IdxFiles);
  }

  void aProjectOpens() {
    RealWindow window;
    const QString file = path("mine.qonv");
    ExperimentDocument other(*testCatalog());
    Experiment experiment = exampleExperiment("moons");
    experiment.name = "Dropped";
    other.reset(experiment);
    QVERIFY(other.save(file));
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&*window, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop({10, 10}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&*window, &drop);
    QVERIFY(window->windowTitle().contains("Dropped"));
  }

  void aCircuitIsShown() {
    RealWindow window;
    window->takeFile(write("bell.qasm", kBell));
    auto* dialog = window->findChild<CircuitDialog*>();
    QVERIFY(dialog != nullptr && dialog->isVisible());
    QCOMPARE(dialog->panel().scene()->circuit().wires, 2U);
    QCOMPARE(dialog->panel().scene()->circuit().ops.size(), std::size_t{2});
    QVERIFY(window->windowTitle().startsWith("Lines"));  // the design stays
  }

  void aBrokenCircuitSaysWhere() {
    RealWindow window;
    window->takeFile(write("broken.qasm", "OPENQASM 2.0;\nqreg q[2]\n"));
    QVERIFY(window->findChild<CircuitDialog*>() == nullptr);
    QVERIFY2(window->strip()->text().contains("broken.qasm"), qPrintable(window->strip()->text()));
  }

  void aTableBecomesTheDataInOneStep() {
    RealWindow window;
    const Experiment before = window->document().experiment();
    QByteArray rows = "a,b,c,d,e,f,g,h,label\n";
    for (int i = 0; i < 40; ++i) rows += QByteArray("1,2,3,4,5,6,7,") + (i % 2 ? "8,x\n" : "9,y\n");
    window->takeFile(write("table.csv", rows));
    QVERIFY(clickOn(*window->strip(), "Train on it"));
    QCOMPARE(window->document().experiment().data.source.type, std::string("csv"));
    QTRY_VERIFY(window->document().checked().runnable());
    window->document().undoStack().undo();
    QVERIFY(window->document().experiment() == before);
  }

  void textsBringANetworkThatReadsThem() {
    RealWindow window;
    const Experiment before = window->document().experiment();
    QByteArray rows;
    for (int i = 0; i < 12; ++i) rows += kMessages;
    window->takeFile(write("spam.txt", rows));
    QVERIFY(window->strip()->text().contains("spam.txt holds labelled texts"));
    QVERIFY(clickOn(*window->strip(), "Open as texts"));
    const Experiment& after = window->document().experiment();
    QCOMPARE(after.data.source.type, std::string("text"));
    QCOMPARE(after.data.preprocess.size(), std::size_t{1});
    QTRY_VERIFY(window->document().checked().runnable());
    QVERIFY(window->document().checked().encoded.isTokens());
    // A design that reads texts keeps its blocks.
    const Stack stack = after.stack;
    window->takeFile(write("more.txt", rows));
    QVERIFY(clickOn(*window->strip(), "Open as texts"));
    QVERIFY(window->document().experiment().stack == stack);
    window->document().undoStack().undo();
    window->document().undoStack().undo();
    QVERIFY(window->document().experiment() == before);
  }

  void picturesArePredictedOn() {
    RealWindow window;
    // Without a run there is nothing to predict with.
    QVERIFY(QDir(home_.path()).mkpath("photos"));
    for (int i = 0; i < 4; ++i) QVERIFY(picture(QString("photos/%1.png").arg(i), i));
    window->takeFile(path("photos"));
    QVERIFY2(window->strip()->text().contains("Train a model"),
             qPrintable(window->strip()->text()));
    QVERIFY(window->document().setOption("epochs", "/train/epochs", "1"));
    QSignalSpy answered(window->session(), &TrainingSession::answered);
    window->actions().train->trigger();
    QTRY_COMPARE(answered.count(), 1);
    window->takeFile(path("photos"));
    QVERIFY(clickOn(*window->strip(), "Predict on it"));
    auto* dialog = window->findChild<PredictDialog*>();
    QVERIFY(dialog != nullptr);
    QSignalSpy done(dialog, &PredictDialog::answered);
    QVERIFY(done.count() == 1 || done.wait(kPatience));
    QVERIFY(done[0][0].toBool());
    auto* model = dialog->findChild<QTableView*>()->model();
    QCOMPARE(model->rowCount(), 4);
    QCOMPARE(model->index(0, 0).data().toString(), QString("0.png"));
    window->document().undoStack().setClean();
  }

  void oneIdxFileStandsForItsFolder() {
    RealWindow window;
    QVERIFY(QDir(home_.path()).mkpath("idx"));
    window->takeFile(write("idx/train-images-idx3-ubyte", "x"));
    QVERIFY(clickOn(*window->strip(), "Train on it"));
    const Choice& source = window->document().experiment().data.source;
    QCOMPARE(source.type, std::string("idx"));
    QCOMPARE(valueText(source.options.at("folder")), path("idx").toStdString());
  }

  void examplesAndMissingFilesAreTakenAsProjects() {
    RealWindow window;
    window->takeFile("example:moons");
    QVERIFY(window->windowTitle().contains("moons"));
    window->takeFile(path("missing.csv"));
    QVERIFY(window->strip()->text().contains("Could not open missing.csv"));
  }

  void whatNothingCanBeDoneWithSaysSo() {
    RealWindow window;
    window->takeFile(write("words.txt", "hello\n"));
    QVERIFY(window->strip()->text().contains("Nothing can be done with words.txt"));
  }

 private:
  QString path(const QString& name) const { return home_.filePath(name); }
  QString write(const QString& name, const QByteArray& contents) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly)) qFatal("cannot write");
    file.write(contents);
    return path(name);
  }
  bool picture(const QString& name, int bright) const {
    QImage image(40, 20, QImage::Format_RGB32);
    image.fill(QColor(10, 10, 10));
    for (int x = 0; x < 40; ++x) image.setPixel(x, 4 + 4 * (bright % 4), qRgb(250, 250, 250));
    return image.save(path(name));
  }
  QTemporaryDir home_;
};

QTEST_MAIN(TestDroppedFile)
#include "tst_dropped_file.moc"
