// SPDX-License-Identifier: GPL-3.0-or-later
// Measures what people notice of the window, with the real window, beside its targets. Not a test:
// the figures depend on the machine. `--write FILE` keeps the table.
#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QProcess>
#include <QSysInfo>
#include <QThread>

#include "core/io/version.h"
#include "tests/app/real_window.h"
#include "tests/bench/timings.h"

using namespace qonvolve;
using namespace qonvolve::bench;
using namespace qonvolve::ui;

namespace {

/// Ends the program when the window has been painted.
class FirstPaint : public QObject {
 public:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::UpdateRequest && watched->isWidgetType()) {
      QTimer::singleShot(0, qApp, &QCoreApplication::quit);
    }
    return false;
  }
};

int startAndQuit() {
  WindowFiles files;
  applyTheme(*qApp, ThemeChoice::Light);
  MainWindow window(testCatalog(), files.settings(), files.folders());
  window.openExample("lines");
  FirstPaint painted;
  window.installEventFilter(&painted);
  window.show();
  return QApplication::exec();
}

/// Over the last minute, as the system tells it; others' work slows the window too.
QString loadAverage() {
  QFile file(QStringLiteral("/proc/loadavg"));
  if (!file.open(QIODevice::ReadOnly)) return QStringLiteral("unknown");
  return QString::fromLatin1(file.readAll().split(' ').first());
}

/// The whole life of a program that ends once its window is painted.
void measureStart(Timings& timings) {
  timings.add("from nothing to a painted window, and gone again",
              timed(7,
                    [](int) {
                      QProcess::execute(QCoreApplication::applicationFilePath(),
                                        {"--start-and-quit"});
                    }),
              500);
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QTemporaryDir home;
  isolateFromUser(home);
  QCommandLineParser parser;
  parser.setApplicationDescription("Timings of the window");
  parser.addHelpOption();
  const QCommandLineOption seconds("seconds", "Length of each training measurement.", "S", "5");
  const QCommandLineOption only("only", "start, painting, editing, training or runs.", "PART");
  const QCommandLineOption write("write", "Markdown file for the table.", "FILE");
  const QCommandLineOption quit("start-and-quit", "Used by the measurement of the start.");
  parser.addOptions({seconds, only, write, quit});
  parser.process(application);
  if (parser.isSet(quit)) return startAndQuit();

  const QString load = loadAverage();
  Timings timings;
  const auto wanted = [&](const char* part) {
    return !parser.isSet(only) || parser.value(only) == QLatin1String(part);
  };
  if (wanted("start")) measureStart(timings);
  if (wanted("painting")) measurePainting(timings);
  if (wanted("editing")) measureEditing(timings);
  if (wanted("training")) measureTraining(timings, parser.value(seconds).toDouble());
  if (wanted("runs")) measureRuns(timings);
  if (parser.isSet(write)) {
    QFile file(parser.value(write));
    if (!file.open(QIODevice::WriteOnly)) return 1;
    const ProgramVersion version = programVersion();
    file.write(QStringLiteral("# Timings of the window\n\nWritten by `tests/bench/window_bench` on "
                              "%1, commit %2, %3, Qt %4, platform %5, %6 processors, load %7 "
                              "before the start. The window is the real one at 1280 x 800.\n\n%8")
                   .arg(QDate::currentDate().toString(Qt::ISODate),
                        QString::fromStdString(version.commit),
                        QString::fromStdString(version.compiler),
                        QString::fromStdString(version.qt), QGuiApplication::platformName())
                   .arg(QThread::idealThreadCount())
                   .arg(load, timings.table())
                   .toUtf8());
  }
  return timings.missed() == 0 ? 0 : 1;
}
