// SPDX-License-Identifier: GPL-3.0-or-later
// The confusion matrix says in words and colours what was taken for what.
#include <QImage>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

#include "widgets/plots/confusion_view.h"
#include "widgets/theme/theme.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestConfusionView : public QObject {
  Q_OBJECT

 private slots:
  void saysWhatWasTakenForWhat() {
    ConfusionView view;
    QCOMPARE(view.accessibleDescription(),
             QString("The confusion matrix appears when a run has finished."));
    Scores scores;
    scores.samples = 5;
    scores.confusion = {{2, 1}, {0, 2}};
    view.setScores(scores, {"cat", "dog"});
    QCOMPARE(view.accessibleDescription(), QString("cat taken for cat: 2; cat taken for dog: 1; "
                                                   "dog taken for cat: 0; dog taken for dog: 2"));
    view.clear();
    QCOMPARE(view.accessibleDescription(),
             QString("The confusion matrix appears when a run has finished."));
  }

  void fullRowsAreBrightAndEmptyOnesDark() {
    ConfusionView view;
    view.resize(300, 300);
    Scores scores;
    scores.samples = 4;
    scores.confusion = {{4, 0}, {0, 0}};
    view.setScores(scores, {"a", "b"});
    const QImage image = view.grab().toImage();
    const auto count = [&image](const QColor& color) {
      int found = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) found += image.pixelColor(x, y) == color;
      }
      return found;
    };
    const int bright = count(Theme::cividis(1));
    const int dark = count(Theme::cividis(0));
    QVERIFY(bright > 1000);
    QVERIFY(dark > 2 * bright && dark < 4 * bright);  // three cells
  }

  void isSavedInEveryFormat() {
    ConfusionView view;
    view.resize(40, 30);  // a small widget does not make a small picture
    QVERIFY(!view.picture("svg"));
    Scores scores;
    scores.samples = 1234 + 5;
    scores.confusion = {{1234, 1}, {0, 4}};
    view.setScores(scores, {"cat, small", "dog"});
    view.setTitle("Pets · Test");
    QCOMPARE(QString::fromUtf8(*view.picture("csv")),
             QString("true class,\"cat, small\",dog\n\"cat, small\",1234,1\ndog,0,4\n"));
    const QByteArray svg = *view.picture("svg");
    for (const char* word : {"Pets", "cat, small", "dog", "predicted", "true class"}) {
      QVERIFY2(svg.contains(word), word);
    }
    QVERIFY2(svg.contains(QLocale().toString(1234).toUtf8()), "no count");
    QVERIFY(view.picture("pdf")->startsWith("%PDF"));
    QImage image;
    QVERIFY(image.loadFromData(*view.picture("png", 192, 1)));
    QCOMPARE(image.size(), 2 * view.pictureSize());
    QVERIFY(!view.picture("gif"));
  }

  void cellsArePickedByMouseAndByKeys() {
    ConfusionView view;
    view.resize(300, 300);
    view.show();
    Scores scores;
    scores.samples = 9;
    scores.confusion = {{3, 1, 0}, {0, 2, 1}, {1, 0, 1}};
    view.setScores(scores, {"a", "b", "c"});
    QSignalSpy changed(&view, &ConfusionView::pickedChanged);
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.cellRect({1, 2}).center());
    QCOMPARE(changed.count(), 1);
    QVERIFY(view.picked() == (ConfusionView::Cell{1, 2}));
    QTest::keyClick(&view, Qt::Key_Escape);
    QVERIFY(!view.picked());
    QTest::keyClick(&view, Qt::Key_Down);
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Return);
    QVERIFY(view.picked() == (ConfusionView::Cell{2, 1}));
    QTest::mouseClick(&view, Qt::LeftButton, {}, view.cellRect({2, 1}).center());
    QVERIFY(!view.picked());
    QTest::mouseClick(&view, Qt::LeftButton, {}, QPoint(1, 1));  // beside the matrix
    QCOMPARE(changed.count(), 4);
  }
};

QTEST_MAIN(TestConfusionView)
#include "tst_confusion_view.moc"
