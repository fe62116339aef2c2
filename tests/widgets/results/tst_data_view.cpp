// SPDX-License-Identifier: GPL-3.0-or-later
// The view of the data loads in the background, follows edits, can be cancelled and says what
// fails.
#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include "tests/widgets/window_test.h"
#include "widgets/models/rows_model.h"
#include "widgets/models/sample_model.h"
#include "widgets/plots/histogram_view.h"
#include "widgets/plots/plane_view.h"
#include "widgets/results/balance_view.h"
#include "widgets/results/card_columns.h"
#include "widgets/results/data_view.h"
#include "widgets/results/sample_list.h"

using namespace qonvolve;
using namespace qonvolve::ui;
using State = DataView::State;

class TestDataView : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() {
    failOnWarnings();
    document_ = std::make_unique<ExperimentDocument>(*testCatalog());
    document_->reset(exampleExperiment("lines"));
    view_ = std::make_unique<DataView>(*document_, testCatalog());
    view_->resize(260, 700);
  }
  void cleanup() {
    view_.reset();
    document_.reset();
  }

  void loadsOnlyWhenSeen() {
    QCOMPARE(view_->state(), State::Empty);
    view_->show();
    QCOMPARE(view_->state(), State::Loading);
    QTRY_COMPARE(view_->state(), State::Ready);
    QCOMPARE(view_->report()->samplesIn(0), std::size_t(120));
    QVERIFY(view_->findChild<BalanceView*>()->accessibleDescription().contains("60 for training"));
    QCOMPARE(view_->findChild<SampleList*>()->model()->rowCount(), 24);
    QVERIFY(view_->findChild<PlaneView*>()->isHidden() ||
            !view_->findChild<PlaneView*>()->isVisible());
  }

  void followsEditsOfTheDataAlone() {
    view_->show();
    QTRY_COMPARE(view_->state(), State::Ready);
    QSignalSpy changes(view_.get(), &DataView::stateChanged);
    QVERIFY(document_->setOption("Epochs", "/train/epochs", "3"));
    QTest::qWait(350);
    QCOMPARE(changes.count(), 0);
    QVERIFY(document_->setOption("Split", "/data/split/test_fraction", "0.4"));
    QTRY_COMPARE(view_->report()->samplesIn(2), std::size_t(80));
    QVERIFY(document_->setOption("Source", "/data/source/type", "moons"));
    QTRY_VERIFY(view_->report()->plane.has_value());
    QTRY_VERIFY(view_->findChild<PlaneView*>()->isVisibleTo(view_.get()));
    QVERIFY(view_->findChild<QTableView*>("firstRows")->isVisibleTo(view_.get()));
    QVERIFY(!view_->findChild<SampleList*>()->isVisibleTo(view_.get()));
    QVERIFY(!view_->findChild<PlaneView*>()->isEmpty());
  }

  void cancelledAndTriedAgain() {
    view_->show();
    QCOMPARE(view_->state(), State::Loading);
    view_->findChild<QPushButton*>("cancelData")->click();
    QCOMPARE(view_->state(), State::Cancelled);
    QTest::qWait(200);
    QCOMPARE(view_->state(), State::Cancelled);
    auto* again = view_->findChild<QPushButton*>("dataRemedy");
    QVERIFY(again->isVisible());
    again->click();
    QTRY_COMPARE(view_->state(), State::Ready);
  }

  void failuresAreSaidWithAWayOut() {
    QVERIFY(document_->setOption("Source", "/data/source/type", "csv"));
    view_->show();
    QTRY_COMPARE(view_->state(), State::Failed);
    QSignalSpy wanted(view_.get(), &DataView::settingsRequested);
    auto* button = view_->findChild<QPushButton*>("dataRemedy");
    QVERIFY(button->isVisible());
    button->click();
    QCOMPARE(wanted.count(), 1);
    document_->undoStack().undo();
    QTRY_COMPARE(view_->state(), State::Ready);
  }

  void featuresCanBeChosen() {
    view_->show();
    QTRY_COMPARE(view_->state(), State::Ready);
    auto* choice = view_->findChild<QComboBox*>("featureAfter");
    QCOMPARE(choice->count(), 9);
    const auto* histogram = choice->parentWidget()->findChild<HistogramView*>();
    const QString all = histogram->accessibleDescription();
    choice->setCurrentIndex(3);
    QVERIFY(histogram->accessibleDescription() != all);
    QVERIFY2(histogram->accessibleDescription().contains("60 values"),
             qPrintable(histogram->accessibleDescription()));
  }

  void cardsUseTheWidth() {
    view_->show();
    QTRY_COMPARE(view_->state(), State::Ready);
    auto* cards = view_->findChild<CardColumns*>();
    const auto columns = [&] {
      QSet<int> lefts;
      for (const QFrame* card :
           cards->widget()->findChildren<QFrame*>(QString(), Qt::FindDirectChildrenOnly)) {
        if (!card->isHidden()) lefts.insert(card->x());
      }
      return lefts.size();
    };
    QCOMPARE(columns(), 1);
    view_->resize(1200, 400);
    QTRY_VERIFY(columns() >= 3);
    for (const QFrame* card :
         cards->widget()->findChildren<QFrame*>(QString(), Qt::FindDirectChildrenOnly)) {
      if (!card->isHidden()) QVERIFY(cards->widget()->rect().contains(card->geometry()));
    }
  }

  void modelsAreSound() {
    SampleModel samples;
    QAbstractItemModelTester sampleTester(&samples,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    int made = 0;
    samples.setSamples(1000, [&](int row) {
      ++made;
      SampleCard card;
      card.title = QString::number(row);
      return card;
    });
    QCOMPARE(samples.index(700).data().toString(), QString("700"));
    QVERIFY(made < 10);  // only what was looked at
    RowsModel rows;
    QAbstractItemModelTester rowTester(&rows,
                                       QAbstractItemModelTester::FailureReportingMode::QtTest);
    Matrix values(2, 3);
    values << 1, 2, 3, 4, 5, 6;
    rows.setRows(values, {0, 1}, {"a", "b", "c"}, {"no", "yes"});
    QCOMPARE(rows.index(1, 0).data().toString(), QString("yes"));
    QCOMPARE(rows.index(1, 3).data().toString(), QString("6"));
    QCOMPARE(rows.headerData(2, Qt::Horizontal, Qt::DisplayRole).toString(), QString("b"));
  }

  void destroyedWhileLoading() {
    document_->reset(exampleExperiment("moons"));
    view_->show();
    QCOMPARE(view_->state(), State::Loading);
    view_.reset();
  }

 private:
  QTemporaryDir home_;
  std::unique_ptr<ExperimentDocument> document_;
  std::unique_ptr<DataView> view_;
};

QTEST_MAIN(TestDataView)
#include "tst_data_view.moc"
