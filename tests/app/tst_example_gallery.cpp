// SPDX-License-Identifier: GPL-3.0-or-later
// The gallery: every example with picture and cost, reachable by key, and opened quickly.
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

#include "app/example_gallery.h"
#include "tests/app/real_window.h"

using namespace qonvolve;
using namespace qonvolve::ui;

class TestExampleGallery : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }

  void everyExampleHasAPictureAndItsCost() {
    ExampleGallery gallery(*testCatalog());
    gallery.show();
    QTRY_VERIFY(gallery.isComplete());
    QCOMPARE(gallery.list()->count(), static_cast<int>(examples(*testCatalog()).size()));
    for (int row = 0; row < gallery.list()->count(); ++row) {
      const QListWidgetItem* item = gallery.list()->item(row);
      const QByteArray name = item->text().toUtf8();
      const auto picture = item->data(Qt::UserRole + 3).value<QPixmap>().toImage();
      QVERIFY2(!picture.isNull(), name);
      int drawn = 0;
      for (int y = 0; y < picture.height(); ++y) {
        for (int x = 0; x < picture.width(); ++x) drawn += qAlpha(picture.pixel(x, y)) > 128;
      }
      QVERIFY2(drawn > 200, name);
      QVERIFY2(item->data(Qt::UserRole + 2).toString().contains("parameters"), name);
      QVERIFY2(!item->data(Qt::UserRole + 1).toString().isEmpty(), name);
    }
  }

  void groupsAndWholeDescriptions() {
    ExampleGallery gallery(*testCatalog());
    gallery.show();
    const auto shown = [&gallery] {
      int count = 0;
      for (int row = 0; row < gallery.list()->count(); ++row) {
        count += gallery.list()->item(row)->isHidden() ? 0 : 1;
      }
      return count;
    };
    int all = 0;
    for (int group = 1; group < gallery.groups()->count(); ++group) {
      gallery.groups()->setCurrentIndex(group);
      QVERIFY2(shown() >= 3, qPrintable(gallery.groups()->tabText(group)));
      all += shown();
      const QListWidgetItem* item = gallery.list()->currentItem();
      QVERIFY(!item->isHidden());
      QVERIFY(gallery.details()->text().contains(
          item->data(Qt::UserRole + 1).toString().toHtmlEscaped()));
    }
    QCOMPARE(all, gallery.list()->count());
    gallery.filter()->setText("moons");
    QCOMPARE(gallery.groups()->currentIndex(), 0);
    QVERIFY(shown() >= 1);
  }

  void cardsThatAreFilteredOutAreNotPainted() {
    ExampleGallery gallery(*testCatalog());
    gallery.show();
    QTRY_VERIFY(gallery.isComplete());
    gallery.grab();  // lays all of them out
    for (const char* words : {"shirt", "random"}) {
      gallery.filter()->setText(words);
      QCoreApplication::processEvents();
      const QImage picture = gallery.list()->viewport()->grab().toImage();
      // Left of the first card is nothing; the others would stand in the corner.
      for (int y = 0; y < picture.height(); ++y) {
        QVERIFY2(picture.pixel(1, y) == picture.pixel(1, picture.height() - 1), words);
      }
    }
  }

  void theKeyboardFindsAndOpens() {
    ExampleGallery gallery(*testCatalog());
    gallery.show();
    QVERIFY(QTest::qWaitForWindowActive(&gallery, kPatience));
    QSignalSpy chosen(&gallery, &ExampleGallery::chosen);
    QVERIFY(gallery.filter()->hasFocus());
    QTest::keyClicks(gallery.filter(), "moons");
    QTest::keyClick(gallery.filter(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toString(), QString("moons"));
  }

  void arrowsMoveFromTheFieldToTheCards() {
    ExampleGallery gallery(*testCatalog());
    gallery.show();
    QVERIFY(QTest::qWaitForWindowActive(&gallery, kPatience));
    QSignalSpy chosen(&gallery, &ExampleGallery::chosen);
    QTest::keyClick(gallery.filter(), Qt::Key_Right);
    QVERIFY(gallery.list()->hasFocus());
    QCOMPARE(gallery.list()->currentRow(), 1);
    QTest::keyClick(gallery.list(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
  }

  void sizesOfTextNetworksAreThoseOfTheirTexts() {
    ExampleGallery gallery(*testCatalog());
    QTRY_VERIFY(gallery.isComplete());
    gallery.filter()->setText("text-coherent-mc");
    QVERIFY2(gallery.details()->text().contains("9 qubits · 60 parameters"),
             qPrintable(gallery.details()->text()));
  }

  void nothingFoundOpensNothing() {
    ExampleGallery gallery(*testCatalog());
    gallery.show();
    QSignalSpy chosen(&gallery, &ExampleGallery::chosen);
    gallery.filter()->setText("no such thing");
    QTest::keyClick(gallery.filter(), Qt::Key_Return);
    QCOMPARE(chosen.count(), 0);
  }

  void everyExampleOpensInTheWindow() {
    RealWindow window;
    for (const ExampleInfo& example : examples(*testCatalog())) {
      QVERIFY2(window->openExample(QString::fromStdString(example.id)), example.id.c_str());
    }
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestExampleGallery)
#include "tst_example_gallery.moc"
