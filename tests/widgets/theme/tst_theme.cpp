// SPDX-License-Identifier: GPL-3.0-or-later
// The theme keeps its promises about contrast, and tells light from dark.
#include <QTest>

#include "widgets/theme/theme.h"

using namespace qonvolve::ui;

class TestTheme : public QObject {
  Q_OBJECT

 private slots:
  void lightAndDarkAreToldApartByThePalette() {
    QVERIFY(!Theme::fromPalette(Theme::light().palette()).isDark);
    QVERIFY(Theme::fromPalette(Theme::dark().palette()).isDark);
  }

  void textIsReadable_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
  }
  void textIsReadable() {
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::dark() : Theme::light();
    for (const QColor& text :
         {theme.text, theme.mutedText, theme.success, theme.warning, theme.danger, theme.wire}) {
      QVERIFY2(Theme::contrast(text, theme.base) >= 4.5, qPrintable(text.name()));
      QVERIFY2(Theme::contrast(text, theme.window) >= 4.5, qPrintable(text.name()));
    }
    QVERIFY(Theme::contrast(theme.accent, theme.accentText) >= 4.5);
    for (const char* name : {"Encoding", "Convolution", "Pooling", "Fusion", "Readout", ""}) {
      const Fill fill = theme.category(std::string_view(name));
      QVERIFY2(Theme::contrast(fill.fill, fill.text) >= 4.5, name);
      QVERIFY2(Theme::contrast(fill.fill, theme.base) >= 3.0, name);
      QVERIFY2(Theme::contrast(theme.text, theme.categoryTint(name)) >= 4.5, name);
    }
    for (int i = 0; i < theme.seriesColors(); ++i) {
      QVERIFY(Theme::contrast(theme.series(i).color, theme.base) >= 3.0);
    }
  }

  void seriesNeverRepeatOneLook() {
    const Theme theme = Theme::light();
    for (int i = 0; i < 40; ++i) {
      for (int j = 0; j < i; ++j) {
        const SeriesStyle a = theme.series(i);
        const SeriesStyle b = theme.series(j);
        QVERIFY(a.color != b.color || a.pen != b.pen || a.marker != b.marker);
      }
    }
  }

  void cividisGetsLighterAllTheWay() {
    double before = 0;
    for (int i = 0; i <= 100; ++i) {
      const double ratio = Theme::contrast(Theme::cividis(i / 100.0), Qt::black);
      QVERIFY(ratio > before);
      before = ratio;
    }
    QCOMPARE(Theme::cividis(-1), QColor(0x00224e));
    QCOMPARE(Theme::cividis(2), QColor(0xfee838));
    QCOMPARE(Theme::cividis(qQNaN()), QColor(0x00224e));
  }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
