// SPDX-License-Identifier: GPL-3.0-or-later
// Pictures of every tab of a comparison, to be looked at: of the sweep file that QONVOLVE_SWEEP
// names, into the folder that QONVOLVE_PICTURES names.
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QTabWidget>

#include "tests/widgets/window_test.h"
#include "widgets/compare/cluster_dialog.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/new_sweep_dialog.h"
#include "widgets/theme/theme.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestComparePictures : public QObject {
  Q_OBJECT
  QTemporaryDir home_;

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void picturesOfASweep() {
    const QString sweep = qEnvironmentVariable("QONVOLVE_SWEEP");
    const QString folder = qEnvironmentVariable("QONVOLVE_PICTURES");
    if (sweep.isEmpty() || folder.isEmpty()) QSKIP("skipped: no sweep to draw");
    for (const bool dark : {false, true}) {
      applyTheme(*qApp, dark ? ThemeChoice::Dark : ThemeChoice::Light);
      ComparePage page(testCatalog());
      page.resize(1280, 740);
      page.show();
      page.openSweep(sweep);
      QTRY_VERIFY(page.session().isOpen());
      const auto save = [&](const QString& name) {
        QTest::qWait(400);
        QVERIFY(page.grab().save(folder + "/" + name + (dark ? "-dark.png" : ".png")));
      };
      for (int tab = 0; tab < page.tabs()->count(); ++tab) {
        page.tabs()->setCurrentIndex(tab);
        for (auto* box : page.tabs()->currentWidget()->findChildren<QComboBox*>()) {
          if (box->itemText(1).startsWith("Colour")) box->setCurrentIndex(box->count() - 1);
        }
        save("tab" + QString::number(tab));
      }
      for (auto* box : page.findChildren<QComboBox*>()) {
        if (box->itemText(0).endsWith("side by side") && box->isVisible()) box->setCurrentIndex(0);
      }
      save("facets");
      QStringList runs;
      const QDir all(QFileInfo(sweep).absolutePath());
      for (const QString& id : all.entryList({"*-1"}, QDir::Dirs, QDir::Name).mid(0, 4)) {
        runs << all.filePath(id);
      }
      page.compareRuns(runs);
      page.tabs()->setCurrentIndex(3);
      save("runs");
      NewSweepDialog dialog(testCatalog(), exampleExperiment());
      dialog.show();
      QTest::qWait(100);
      QVERIFY(dialog.grab().save(folder + (dark ? "/dialog-dark.png" : "/dialog.png")));
      ClusterDialog cluster;
      cluster.show();
      QVERIFY(cluster.grab().save(folder + (dark ? "/cluster-dark.png" : "/cluster.png")));
      ComparePage empty(testCatalog());
      empty.resize(1280, 740);
      empty.show();
      QVERIFY(empty.grab().save(folder + (dark ? "/empty-dark.png" : "/empty.png")));
    }
    applyTheme(*qApp, ThemeChoice::Light);
  }
};

QTEST_MAIN(TestComparePictures)
#include "tst_compare_pictures.moc"
