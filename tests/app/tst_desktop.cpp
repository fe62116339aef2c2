// SPDX-License-Identifier: GPL-3.0-or-later
// The real program on a real X server under a real window manager: focus, keys, clipboard between
// two programs, closing, and a second start.
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "tests/support/patience.h"

using qonvolve::kPatience;

namespace {

/// An X server with openbox, as long as it lives.
class Desktop {
 public:
  /// Empty, or what is not installed.
  static QString missing() {
    QStringList absent;
    for (const char* tool : {"Xvfb", "openbox", "xdotool"}) {
      if (QStandardPaths::findExecutable(tool).isEmpty()) absent << tool;
    }
    return absent.join(", ");
  }

  bool start(const QProcessEnvironment& environment) {
    environment_ = environment;
    server_.setProcessEnvironment(environment_);
    server_.start("Xvfb", {"-displayfd", "1", "-screen", "0", "1600x1000x24", "-nolisten", "tcp"});
    if (!server_.waitForStarted() || !server_.waitForReadyRead(kPatience)) return false;
    environment_.insert("DISPLAY", ":" + QString::fromLatin1(server_.readLine()).trimmed());
    environment_.insert("QT_QPA_PLATFORM", "xcb");
    manager_.setProcessEnvironment(environment_);
    manager_.start("openbox", {"--sm-disable"});
    // A window shown before it manages the desktop would never get the focus.
    const auto manages = [this] { return xdotool({"get_num_desktops"}).toInt() > 0; };
    return manager_.waitForStarted() && QTest::qWaitFor(manages, kPatience);
  }
  ~Desktop() {
    for (QProcess* process : {&manager_, &server_}) {
      process->terminate();
      if (!process->waitForFinished(3000)) process->kill();
      process->waitForFinished();
    }
  }

  const QProcessEnvironment& environment() const { return environment_; }

  QString xdotool(const QStringList& arguments) const {
    QProcess tool;
    tool.setProcessEnvironment(environment_);
    tool.start("xdotool", arguments);
    tool.waitForFinished(kPatience);
    return QString::fromUtf8(tool.readAllStandardOutput()).trimmed();
  }
  void key(const QString& keys) const { xdotool({"key", "--clearmodifiers", keys}); }

  /// Windows with this in their titles.
  QStringList windows(const QString& title) const {
    return xdotool({"search", "--onlyvisible", "--name", title}).split('\n', Qt::SkipEmptyParts);
  }
  QString activeTitle() const { return xdotool({"getactivewindow", "getwindowname"}); }
  /// "1100x700" of the active window.
  QString activeSize() const {
    const QString text = xdotool({"getactivewindow", "getwindowgeometry"});
    return QRegularExpression("Geometry: (\\S+)").match(text).captured(1);
  }

 private:
  QProcessEnvironment environment_;
  QProcess server_;
  QProcess manager_;
};

QStringList files(const QString& folder, const QString& pattern) {
  QStringList found;
  QDirIterator all(folder, {pattern}, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
  while (all.hasNext()) found << all.next();
  return found;
}

QByteArray contents(const QStringList& paths) {
  QByteArray all;
  for (const QString& path : paths) {
    QFile file(path);
    if (file.open(QIODevice::ReadOnly)) all += file.readAll();
  }
  return all;
}

}  // namespace

class TestDesktop : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    if (const QString missing = Desktop::missing(); !missing.isEmpty()) {
      QSKIP(qPrintable("skipped: not installed: " + missing));
    }
    home_ = std::make_unique<QTemporaryDir>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : {"CONFIG", "DATA", "STATE", "CACHE"}) {
      environment.insert(QStringLiteral("XDG_%1_HOME").arg(name), home_->filePath(name));
    }
    environment.insert("XDG_RUNTIME_DIR", home_->filePath("RUNTIME"));
    QVERIFY(QDir().mkpath(home_->filePath("RUNTIME")));
    QFile::setPermissions(home_->filePath("RUNTIME"),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    environment.insert("QONVOLVE_RUNS", home_->filePath("runs"));
    for (const char* name : {"QT_QPA_PLATFORM", "QT_SCALE_FACTOR", "WAYLAND_DISPLAY"}) {
      environment.remove(name);
    }
    desktop_ = std::make_unique<Desktop>();
    QVERIFY(desktop_->start(environment));
  }
  void cleanup() {
    for (const auto& program : programs_) {
      program->kill();
      program->waitForFinished();
    }
    programs_.clear();
    desktop_.reset();
    home_.reset();
  }

  void aRunByKeyAndASecondStart() {
    QProcess* program = start({project()});
    QTRY_VERIFY(desktop_->activeTitle().contains("Mine"));
    desktop_->key("F5");
    QTRY_VERIFY(contents(files(home_->filePath("runs"), "run.json")).contains("\"finished\""));
    // The window manager resizes and closes it.
    desktop_->xdotool({"getactivewindow", "windowsize", "--sync", "1100", "700"});
    QTRY_COMPARE(desktop_->activeSize(), QString("1100x700"));
    desktop_->key("alt+F4");
    QVERIFY(program->waitForFinished(kPatience));
    QCOMPARE(program->exitStatus(), QProcess::NormalExit);
    QCOMPARE(program->exitCode(), 0);
    QVERIFY2(program->readAllStandardError().isEmpty(), "the program complained");

    // With the project it was closed with, as large as it was.
    start();
    QTRY_VERIFY(desktop_->activeTitle().contains("Mine"));
    QTRY_COMPARE(desktop_->activeSize(), QString("1100x700"));
  }

  void closingWithChangesAsks() {
    QProcess* program = start();
    QTRY_VERIFY(desktop_->activeTitle().contains("Lines, 8 qubits"));
    QVERIFY(changeFirstBlock("b"));
    QTRY_VERIFY(!files(home_->path(), "*.recovery").isEmpty());
    desktop_->key("alt+F4");
    QTRY_VERIFY(!desktop_->windows("Save changes").isEmpty());
    desktop_->key("Escape");
    QTRY_VERIFY(desktop_->windows("Save changes").isEmpty());
    QCOMPARE(program->state(), QProcess::Running);
    QTRY_VERIFY(desktop_->activeTitle().contains("Lines"));
    desktop_->key("ctrl+z");
    QTRY_VERIFY(files(home_->path(), "*.recovery").isEmpty());
    desktop_->key("alt+F4");
    QVERIFY(program->waitForFinished(kPatience));
    QCOMPARE(program->exitCode(), 0);
  }

  void blocksGoFromOneProgramToAnother() {
    start();
    QTRY_VERIFY(desktop_->activeTitle().contains("Lines, 8 qubits"));
    QVERIFY(changeFirstBlock("b"));
    desktop_->key("ctrl+c");
    start({"--example", "moons"});
    QTRY_VERIFY(desktop_->activeTitle().contains("moons"));
    QVERIFY(changeFirstBlock("ctrl+v"));
    // The block of the first design stands in the second; quotes are escaped in a recovery file.
    const QByteArray pasted = R"(\"type\": \"angle\")";
    QTRY_VERIFY(contents(files(home_->path(), "*.recovery")).contains(pasted));
  }

 private:
  /// The default example under a name of its own.
  QString project() const {
    const QString source =
        qEnvironmentVariable("QONVOLVE_SOURCE") + "/resources/examples/lines.qonv";
    QFile mine(home_->filePath("mine.qonv"));
    if (mine.open(QIODevice::WriteOnly)) {
      mine.write(contents({source}).replace("Lines, 8 qubits", "Mine"));
    }
    return mine.fileName();
  }
  QProcess* start(const QStringList& arguments = {}) {
    auto program = std::make_unique<QProcess>();
    program->setProcessEnvironment(desktop_->environment());
    program->start(QStringLiteral(QONVOLVE_PROGRAM), arguments);
    program->waitForStarted();
    programs_.push_back(std::move(program));
    return programs_.back().get();
  }
  /// Clicks on the first block and presses a key until the design is changed: a window that is
  /// slow to be painted may have missed the first. The block stands at the same place in each
  /// window of the usual size.
  bool changeFirstBlock(const QString& key) const {
    for (int i = 0; i < 12; ++i) {
      const QString window = desktop_->xdotool({"getactivewindow"});
      desktop_->xdotool({"mousemove", "--sync", "--window", window, "360", "200", "click", "1"});
      QTest::qWait(500);
      desktop_->key(key);
      if (QTest::qWaitFor([this] { return desktop_->activeTitle().contains('*'); })) return true;
    }
    return false;
  }

  std::unique_ptr<QTemporaryDir> home_;
  std::unique_ptr<Desktop> desktop_;
  std::vector<std::unique_ptr<QProcess>> programs_;
};

QTEST_GUILESS_MAIN(TestDesktop)
#include "tst_desktop.moc"
