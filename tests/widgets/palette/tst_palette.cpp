// SPDX-License-Identifier: GPL-3.0-or-later
// The palette: search, keys, and the quick add popup.
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>
#include <QTreeView>

#include "tests/widgets/window_test.h"
#include "widgets/palette/quick_add.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestPalette : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    failOnWarnings();
    document_ = std::make_unique<ExperimentDocument>(*testCatalog());
    document_->reset(exampleExperiment());
    model_ = std::make_unique<PaletteModel>(*document_);
    model_->setInsertionPoint({0, 1});
    model_->refreshNow();
  }

  void searchFindsWordsInAnyOrder_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("expected");
    QTest::newRow("name") << "pool" << "pooling";
    QTest::newRow("two words") << "conv learned" << "";
    QTest::newRow("category") << "convolution" << "convolution";
    QTest::newRow("nonsense") << "xyzzy" << "";
  }
  void searchFindsWordsInAnyOrder() {
    QFETCH(QString, words);
    QFETCH(QString, expected);
    PaletteView view(*model_);
    QSignalSpy chosen(&view, &PaletteView::chosen);
    view.show();
    QTest::keyClicks(view.searchField(), words);
    QTest::keyClick(view.searchField(), Qt::Key_Return);
    QCOMPARE(chosen.count(), expected.isEmpty() ? 0 : 1);
    if (expected.isEmpty()) return;
    QCOMPARE(QString::fromStdString(chosen[0][0].value<PaletteEntry>().id), expected);
  }

  void arrowsInTheFieldMoveTheList() {
    PaletteView view(*model_);
    view.resize(260, 500);
    view.show();
    view.startSearch();
    view.selectFirst();
    const QModelIndex before = view.tree()->currentIndex();
    QTest::keyClick(view.searchField(), Qt::Key_Down);
    QVERIFY(view.tree()->currentIndex() != before);
    QVERIFY(view.searchField()->hasFocus() || !view.isActiveWindow());
  }

  void entriesThatDoNotFitCannotBeChosen() {
    model_->setInsertionPoint({0, 7});
    model_->refreshNow();
    PaletteView view(*model_);
    QSignalSpy chosen(&view, &PaletteView::chosen);
    view.show();
    QTest::keyClicks(view.searchField(), "pooling");
    QTest::keyClick(view.searchField(), Qt::Key_Return);
    // What comes next in the list may fit and be chosen instead.
    for (const auto& call : chosen) QVERIFY(call[0].value<PaletteEntry>().id != "pooling");
  }

  void deepCircuitsAreJudgedInSlices() {
    document_->reset(exampleExperiment("plateau-random"));
    model_->setInsertionPoint({0, 1});
    QSignalSpy changed(model_.get(), &PaletteModel::dataChanged);
    int turns = 0;  // of the event loop until all is known
    QTimer turn;
    connect(&turn, &QTimer::timeout, this, [&] { ++turns; });
    turn.start(0);
    QTRY_VERIFY(changed.count() > 0);
    QVERIFY2(turns > 1, qPrintable(QString::number(turns)));
    const QModelIndex convolution = model_->indexOf({PaletteEntry::Kind::Block, "convolution"});
    const QVariant parameters = convolution.data(PaletteModel::ParametersRole);
    model_->setInsertionPoint({0, 0});
    model_->setInsertionPoint({0, 1});
    model_->refreshNow();
    QCOMPARE(parameters, convolution.data(PaletteModel::ParametersRole));
  }

  void quickAddClosesWithTheChoice() {
    QWidget window;
    window.resize(400, 400);
    window.show();
    QuickAdd popup(*model_, &window);
    QSignalSpy chosen(&popup, &QuickAdd::chosen);
    popup.popup(window.mapToGlobal(QPoint(200, 100)));
    QVERIFY(popup.isVisible());
    QTest::keyClicks(popup.view()->searchField(), "conv");
    QTest::keyClick(popup.view()->searchField(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QVERIFY(!popup.isVisible());
  }

 private:
  std::unique_ptr<ExperimentDocument> document_;
  std::unique_ptr<PaletteModel> model_;
};

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
