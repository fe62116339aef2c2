// SPDX-License-Identifier: GPL-3.0-or-later
// The theme keeps its promises about contrast, and tells light from dark.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>
#include <memory>

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

  void framesOfInputsAreSeenInTheDark_data() {
    QTest::addColumn<QString>("kind");
    for (const char* kind : {"line", "spin", "combo", "editable combo", "ticked", "not ticked",
                             "chosen", "not chosen", "button", "tool button", "progress"}) {
      QTest::newRow(kind) << kind;
    }
  }
  void framesOfInputsAreSeenInTheDark() {
    QFETCH(QString, kind);
    applyTheme(*qApp, ThemeChoice::Dark);
    QWidget window;
    std::unique_ptr<QWidget> input = make(kind);
    input->setParent(&window);
    input->setGeometry(10, 10, 120, 28);
    window.resize(140, 48);
    const QImage image = window.grab().toImage();
    // From the left into the box: the first thing that differs is its frame.
    const int y = 10 + 14;
    const QColor outside = image.pixelColor(2, y);
    double frame = 1;
    for (int x = 3; x < 16; ++x) {
      frame = std::max(frame, Theme::contrast(image.pixelColor(x, y), outside));
    }
    QVERIFY2(frame >= 3.0, qPrintable(QString::number(frame)));
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

 private:
  static std::unique_ptr<QWidget> make(const QString& kind) {
    if (kind == "line") return std::make_unique<QLineEdit>();
    if (kind == "spin") return std::make_unique<QSpinBox>();
    if (kind == "progress") return std::make_unique<QProgressBar>();
    if (kind == "tool button") return std::make_unique<QToolButton>();
    if (kind == "button") return std::make_unique<QPushButton>();
    if (kind.endsWith("combo")) {
      auto box = std::make_unique<QComboBox>();
      box->setEditable(kind != "combo");
      return box;
    }
    std::unique_ptr<QAbstractButton> box;
    if (kind.endsWith("ticked")) {
      box = std::make_unique<QCheckBox>();
    } else {
      box = std::make_unique<QRadioButton>();
    }
    box->setChecked(!kind.startsWith("not"));
    return box;
  }
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
