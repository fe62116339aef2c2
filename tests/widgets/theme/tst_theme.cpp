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
#include <algorithm>
#include <array>
#include <cmath>
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

  void tenSeriesAreToldApartByEveryEye_data() { textIsReadable_data(); }
  void tenSeriesAreToldApartByEveryEye() {
    QFETCH(bool, dark);
    const Theme theme = dark ? Theme::dark() : Theme::light();
    QCOMPARE(theme.seriesColors(), 10);
    for (const Sight& sight : kSights) {
      for (int i = 0; i < 10; ++i) {
        for (int j = 0; j < i; ++j) {
          const double apart =
              distance(seen(theme.series(i).color, sight), seen(theme.series(j).color, sight));
          QVERIFY2(apart >= 12, qPrintable(QString("%1 and %2: %3").arg(i).arg(j).arg(apart)));
        }
      }
    }
    for (int i = 0; i < 10; ++i) {
      QVERIFY(theme.series(i).marker == 0);
      QCOMPARE(theme.series(i).pen == Qt::SolidLine, i < (dark ? 6 : 5));
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
  /// What an eye makes of linear red, green and blue: normal, then without red, green and blue
  /// cones (Machado, Oliveira and Fernandes 2009).
  using Sight = std::array<std::array<double, 3>, 3>;
  static constexpr std::array<Sight, 4> kSights{Sight{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}},
                                                Sight{{{0.152286, 1.052583, -0.204868},
                                                       {0.114503, 0.786281, 0.099216},
                                                       {-0.003882, -0.048116, 1.051998}}},
                                                Sight{{{0.367322, 0.860646, -0.227968},
                                                       {0.280085, 0.672501, 0.047413},
                                                       {-0.011820, 0.042940, 0.968881}}},
                                                Sight{{{1.255528, -0.076749, -0.178779},
                                                       {-0.078411, 0.930809, 0.147602},
                                                       {0.004733, 0.691367, 0.303900}}}};

  /// CIELAB under D65 of a colour as an eye sees it.
  static std::array<double, 3> seen(const QColor& color, const Sight& sight) {
    const auto linear = [](double c) {
      return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    const std::array rgb{linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
    const auto times = [](const Sight& m, const std::array<double, 3>& v) {
      std::array<double, 3> out{};
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < 3; ++c) out[r] += m[r][c] * v[c];
      }
      return out;
    };
    std::array<double, 3> light = times(sight, rgb);
    for (double& channel : light) channel = std::clamp(channel, 0.0, 1.0);
    constexpr Sight kToXyz{{{0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
                            {0.2126729, 0.7151522, 0.0721750},
                            {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}}};
    std::array<double, 3> f = times(kToXyz, light);
    for (double& v : f) v = v > 0.008856 ? std::cbrt(v) : 7.787 * v + 16.0 / 116;
    return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }
  static double distance(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  }

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
