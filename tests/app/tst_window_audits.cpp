// SPDX-License-Identifier: GPL-3.0-or-later
// Audits of the whole window on every page: actions, names for screen readers, mnemonics, Tab.
#include <QMenuBar>

#include "app/dialogs.h"
#include "tests/app/real_window.h"
#include "tests/app/window_audit.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/compare/new_sweep_dialog.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestWindowAudits : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void everyActionIsComplete() {
    RealWindow window;
    QVERIFY(none(actionFaults(*window)));
  }

  void shortcutsHelpListsEveryKey() {
    RealWindow window;
    const QString html = shortcutsHtml(*window->menuBar());
    for (const QAction* action : actionsInMenus(*window)) {
      for (const QKeySequence& key : action->shortcuts()) {
        QVERIFY2(html.contains(key.toString(QKeySequence::NativeText).toHtmlEscaped()),
                 qPrintable(key.toString()));
      }
    }
  }

  void everyPageKeepsTheRules_data() {
    QTest::addColumn<QString>("example");
    QTest::addColumn<int>("epochs");
    QTest::addRow("before a run") << "lines" << 0;
    QTest::addRow("after a run") << "lines" << 2;
    QTest::addRow("two features, after a run") << "moons" << 1;
    QTest::addRow("lanes") << "two-lanes" << 0;
  }
  void everyPageKeepsTheRules() {
    QFETCH(QString, example);
    QFETCH(int, epochs);
    RealWindow window(example);
    if (epochs > 0) QVERIFY(window.train(epochs));
    QStringList faults;
    int pages = 0;
    window.forEveryPage([&](const QString& page) {
      ++pages;
      const auto add = [&](const QStringList& found) {
        for (const QString& fault : found) {
          if (!faults.join('\n').contains(fault)) faults << page + ": " + fault;
        }
      };
      add(nameFaults(*window));
      add(mnemonicFaults(*window));
      add(tabFaults(*window));
    });
    QVERIFY(pages > 8);
    QVERIFY(none(faults));
  }

  void everyDialogKeepsTheRules() {
    RealWindow window;
    QStringList faults;
    int dialogs = 0;
    const auto visit = [&](QDialog& dialog) {
      ++dialogs;
      for (const QString& fault : nameFaults(dialog) + mnemonicFaults(dialog)) {
        faults << dialog.metaObject()->className() + QStringLiteral(": ") + fault;
      }
    };
    window.forEveryDialog(visit);
    NewSweepDialog comparison(testCatalog(), exampleExperiment());
    comparison.show();
    RealWindow::settle();
    visit(comparison);
    QCOMPARE(dialogs, 7);
    QVERIFY(none(faults));
  }

  void problemsKeepTheRules() {
    RealWindow window;
    QVERIFY(window->document().setOption("type", "/stack/0/type", "amplitude"));
    QVERIFY(!window->document().checked().runnable());
    window->showPage("problems");
    RealWindow::settle();
    QVERIFY(none(nameFaults(*window) + mnemonicFaults(*window) + tabFaults(*window)));
  }

  void everyKindOfBlockHasAnInspectorThatKeepsTheRules() {
    RealWindow window;
    QStringList faults;
    window.forEveryBlock([&](const QString& kind) {
      for (const QString& fault : nameFaults(*window) + mnemonicFaults(*window)) {
        faults << kind + ": " + fault;
      }
    });
    QVERIFY(none(faults));
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestWindowAudits)
#include "tst_window_audits.moc"
