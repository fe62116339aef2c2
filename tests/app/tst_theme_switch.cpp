// SPDX-License-Identifier: GPL-3.0-or-later
// Every text stays readable when the theme changes while the window is open, there and back.
#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include "tests/app/real_window.h"
#include "widgets/canvas/stack_view.h"
#include "widgets/panels/message_strip.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

QColor backgroundOf(const QWidget& widget) {
  for (const QWidget* at = &widget; at != nullptr; at = at->parentWidget()) {
    if (at->autoFillBackground() || at->isWindow())
      return at->palette().color(at->backgroundRole());
  }
  return {};
}

/// Visible labels some of whose letters have less than 3:1 contrast with what is behind them.
QStringList paleLabels(const QWidget& root) {
  static const QRegularExpression kColor(QStringLiteral("color:(#[0-9a-fA-F]{6})"));
  QStringList faults;
  for (const QLabel* label : root.findChildren<QLabel*>()) {
    if (!label->isVisible() || label->text().isEmpty() || !label->isEnabled()) continue;
    QList<QColor> colors{label->palette().color(label->foregroundRole())};
    for (auto found = kColor.globalMatch(label->text()); found.hasNext();) {
      colors << QColor(found.next().captured(1));
    }
    const QColor behind = backgroundOf(*label);
    for (const QColor& color : colors) {
      if (Theme::contrast(color, behind) >= 3) continue;
      faults << QStringLiteral("%1 on %2: %3").arg(color.name(), behind.name(), label->text());
    }
  }
  return faults;
}

}  // namespace

class TestThemeSwitch : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { isolateFromUser(home_); }
  void init() { failOnWarnings(); }
  void cleanup() { applyTheme(*qApp, ThemeChoice::Light); }

  void everyLabelStaysReadable_data() {
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("to");
    QTest::newRow("light to dark") << int(ThemeChoice::Light) << int(ThemeChoice::Dark);
    QTest::newRow("dark to light") << int(ThemeChoice::Dark) << int(ThemeChoice::Light);
  }
  void everyLabelStaysReadable() {
    QFETCH(int, from);
    QFETCH(int, to);
    applyTheme(*qApp, ThemeChoice(from));
    RealWindow window("moons");
    QVERIFY(window.train(1));
    window->stack()->setCurrent(nodeId(window->document().experiment().stack.front()));
    RealWindow::settle();
    for (const int choice : {to, from, to}) {
      applyTheme(*qApp, ThemeChoice(choice));
      RealWindow::settle();
      const Theme theme = choice == int(ThemeChoice::Dark) ? Theme::dark() : Theme::light();
      auto* strip = window->findChild<MessageStrip*>();
      QVERIFY(strip->isVisible());
      const QColor fill = strip->palette().color(QPalette::Window);
      QVERIFY2(Theme::contrast(fill, theme.base) < 2, qPrintable(fill.name()));
    }
    QStringList faults;
    window.forEveryPage([&](const QString& page) {
      for (const QString& fault : paleLabels(*window)) faults << page + ": " + fault;
    });
    faults.removeDuplicates();
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
  }

  void problemsKeepTheirColors() {
    RealWindow window;
    QVERIFY(window->document().setOption("type", "/stack/0/type", "amplitude"));
    QVERIFY(!window->document().checked().runnable());
    applyTheme(*qApp, ThemeChoice::Dark);
    RealWindow::settle();
    const QStringList faults = paleLabels(*window);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
  }

  void buttonsOfDialogsHaveNoPicturesOfOneTheme() {
    applyTheme(*qApp, ThemeChoice::Dark);
    QDialogButtonBox box(QDialogButtonBox::Close | QDialogButtonBox::Ok);
    QCOMPARE(box.style()->styleHint(QStyle::SH_DialogButtonBox_ButtonsHaveIcons), 0);
    QVERIFY(box.button(QDialogButtonBox::Close)->icon().isNull());
  }

  void theThemeFollowsThePalette() {
    RealWindow window;
    const QRgb light = window->grab().toImage().pixel(5, 400);
    applyTheme(*qApp, ThemeChoice::Dark);
    QCoreApplication::processEvents();
    const QRgb dark = window->grab().toImage().pixel(5, 400);
    QVERIFY(qGray(dark) + 60 < qGray(light));
  }

 private:
  QTemporaryDir home_;
};

QTEST_MAIN(TestThemeSwitch)
#include "tst_theme_switch.moc"
