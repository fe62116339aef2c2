// SPDX-License-Identifier: GPL-3.0-or-later
// Random edits of every kind through the real window; undone and redone they give the same bytes.
// QONVOLVE_FUZZ_SEEDS sets how many seeds, QONVOLVE_FUZZ_FIRST the first one.
#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QMimeData>

#include "core/base/rng.h"
#include "core/experiment/edit.h"
#include "tests/app/real_window.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/palette/palette_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

constexpr int kEdits = 200;

/// What a person sees of the design: the cards, and the circuit.
QStringList seen(const MainWindow& window) {
  QStringList lines;
  const auto* canvas = window.stack()->findChild<StackCanvas*>();
  for (const BlockId id : canvas->order()) {
    const CardContent& card = canvas->card(id)->content();
    lines << QStringList{card.title,      card.detail,  card.wires,
                         card.parameters, card.toolTip, card.bypassed ? "bypassed" : ""}
                 .join('|');
  }
  const CircuitScene& scene = *window.circuit()->scene();
  for (int i = 0; i < scene.gateCount(); ++i) lines << scene.describeGate(i);
  return lines;
}

class Fuzzer {
 public:
  Fuzzer(MainWindow& window, std::uint64_t seed)
      : window_(window),
        document_(window.document()),
        rng_(Rng(seed).stream("edits")),
        canvas_(window.stack()->findChild<StackCanvas*>()) {}

  /// One edit, named.
  QString step() {
    const auto& ids = canvas_->order();
    window_.stack()->setCurrent(any(ids));
    const Actions& actions = window_.actions();
    switch (rng_.below(14)) {
      case 0:
      case 1:
        return dropOrInsert();
      case 2: {
        const std::pair<const char*, QAction*> all[] = {{"remove", actions.remove},
                                                        {"duplicate", actions.duplicate},
                                                        {"up", actions.moveUp},
                                                        {"down", actions.moveDown},
                                                        {"before", actions.moveToLaneBefore},
                                                        {"next", actions.moveToNextLane},
                                                        {"add lane", actions.addLane},
                                                        {"bypass", actions.bypass}};
        const auto& [name, action] = all[rng_.below(std::size(all))];
        action->trigger();
        return name;
      }
      case 3:
        (rng_.below(2) == 0 ? actions.cut : actions.copy)->trigger();
        return "cut or copy";
      case 4:
        if (document_.experiment().stack.size() < 12) actions.paste->trigger();
        return "paste";
      case 5:
        return moveCard();
      case 6:
        return fix();
      case 7: {
        QUndoStack& undo = document_.undoStack();
        for (std::uint64_t n = rng_.below(4); n > 0; --n) undo.undo();
        for (std::uint64_t n = rng_.below(3); n > 0; --n) undo.redo();
        return "undo and redo";
      }
      default:
        return set();
    }
  }

 private:
  template <class T>
  const T& any(const std::vector<T>& list) {
    return list[static_cast<std::size_t>(rng_.below(list.size()))];
  }

  PaletteEntry entry() {
    using Kind = PaletteEntry::Kind;
    const Catalog& catalog = *testCatalog();
    switch (rng_.below(6)) {
      case 0:
        return {Kind::Section, rng_.below(2) == 0 ? "repeat" : "lanes"};
      case 1:
        return {Kind::Preprocess, any(catalog.preprocessors.entries()).info.id};
      default:
        return {Kind::Block, any(catalog.blocks.entries()).info.id};
    }
  }

  QString dropOrInsert() {
    if (canvas_->order().size() > 40) {
      window_.actions().remove->trigger();
      return "remove";
    }
    const PaletteEntry added = entry();
    if (rng_.below(2) == 0) {
      emit window_.palettePanel()->chosen(added);
    } else {
      drop(*entryMime(added));
    }
    return QString::fromStdString("add " + added.id);
  }

  QString moveCard() {
    QMimeData mime;
    mime.setData(kCardFormat, QByteArray::number(qulonglong{any(canvas_->order())}));
    drop(mime);
    return "drag a card";
  }

  void drop(const QMimeData& mime) {
    QWidget* viewport = window_.stack()->viewport();
    const QPoint point(
        static_cast<int>(rng_.below(static_cast<std::uint64_t>(viewport->width()))),
        static_cast<int>(rng_.below(static_cast<std::uint64_t>(viewport->height()))));
    QDragEnterEvent enter(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(viewport, &enter);
    if (!enter.isAccepted()) return;
    QDragMoveEvent move(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(viewport, &move);
    QDropEvent event(point, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(viewport, &event);
  }

  QString fix() {
    const auto& issues = document_.checked().issues;
    if (issues.empty()) return "nothing to fix";
    const Issue issue = any(issues);
    if (issue.fixes.empty()) return "no fix";
    const Fix chosen = any(issue.fixes);
    static_cast<void>(document_.applyFix(chosen));
    return QString::fromStdString(chosen.label);
  }

  QString set() {
    const std::vector<std::string> paths = settingPaths(document_.experiment(), *testCatalog());
    const std::string& path = any(paths);
    static const std::vector<std::string> values = {
        "0",        "1",         "2",           "3",     "-1",    "0.1",      "0.5",
        "1e300",    "true",      "false",       "",      "x",     "Grüße 量", "su4",
        "so4",      "zx",        "trivial",     "ry",    "rx",    "adam",     "sgd",
        "angle",    "amplitude", "dense_angle", "moons", "lines", "pca",      "scale",
        "one_wire", "share",     "all",         "auto",  "exact"};
    const std::string& value = any(values);
    // Half of them as one goes through values with a held key: they merge.
    static_cast<void>(document_.setOption(
        QString::fromStdString(path), path, value,
        rng_.below(2) == 0 ? QString() : "held " + QString::fromStdString(path)));
    return QString::fromStdString("set " + path + " to " + value);
  }

  MainWindow& window_;
  ExperimentDocument& document_;
  Rng rng_;
  StackCanvas* canvas_;
};

}  // namespace

class TestRandomEdits : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void undoneAndRedoneTheyGiveTheSameBytes_data() {
    QTest::addColumn<int>("seed");
    bool set = false;
    const int seeds = qEnvironmentVariableIntValue("QONVOLVE_FUZZ_SEEDS", &set);
    const int first = qEnvironmentVariableIntValue("QONVOLVE_FUZZ_FIRST");
    for (int seed = first; seed < first + (set ? seeds : 1); ++seed) {
      QTest::addRow("seed %d", seed) << seed;
    }
  }
  void undoneAndRedoneTheyGiveTheSameBytes() {
    QFETCH(int, seed);
    RealWindow window(seed % 2 == 0 ? "lines" : "two-lanes");
    ExperimentDocument& document = window->document();
    const auto bytes = [&] {
      return QByteArray::fromStdString(experimentText(document.experiment()));
    };
    using Tester = QAbstractItemModelTester;
    std::vector<std::unique_ptr<Tester>> testers;
    for (auto* view : window->findChildren<QAbstractItemView*>()) {
      if (view->model() == nullptr) continue;
      testers.push_back(
          std::make_unique<Tester>(view->model(), Tester::FailureReportingMode::QtTest));
    }
    QVERIFY(testers.size() > 3);
    QApplication::clipboard()->clear();

    const QStringList start = seen(*window);
    std::vector<QByteArray> states{bytes()};
    Fuzzer fuzzer(*window, static_cast<std::uint64_t>(seed));
    QStringList log;
    QUndoStack& undo = document.undoStack();
    for (int i = 0; i < kEdits; ++i) {
      log << fuzzer.step();
      if (i % 4 == 0) QCoreApplication::processEvents();
      const QByteArray now = bytes();
      const auto index = static_cast<std::size_t>(undo.index());
      states.resize(static_cast<std::size_t>(undo.count()) + 1);
      if (log.last() == QLatin1String("undo and redo")) QVERIFY(states[index] == now);
      states[index] = now;
      // Whatever can be made can be saved and opened again.
      const ExperimentReading reading = readExperiment(now.toStdString(), *testCatalog());
      QVERIFY2(reading.errors.empty(),
               qPrintable(log.last() + ": " +
                          QString::fromStdString(
                              reading.errors.empty() ? "" : reading.errors.front().message)));
      QCOMPARE(QByteArray::fromStdString(experimentText(reading.experiment)), now);
    }
    QVERIFY(undo.count() > 40);
    undo.setIndex(undo.count());
    RealWindow::settle();
    const QStringList end = seen(*window);
    while (undo.canUndo()) {
      QVERIFY2(bytes() == states[static_cast<std::size_t>(undo.index())],
               qPrintable(undo.undoText()));
      undo.undo();
    }
    QVERIFY(bytes() == states.front());
    RealWindow::settle();
    QCOMPARE(seen(*window), start);
    QVERIFY(!window->isWindowModified());
    while (undo.canRedo()) {
      undo.redo();
      QVERIFY2(bytes() == states[static_cast<std::size_t>(undo.index())],
               qPrintable(undo.undoText()));
    }
    RealWindow::settle();
    QCOMPARE(seen(*window), end);
    undo.setClean();  // no question at the end
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestRandomEdits)
#include "tst_random_edits.moc"
