// SPDX-License-Identifier: GPL-3.0-or-later
// No text is clipped: with long accented words, from right to left, with large letters, in small
// windows, on every page and in every dialog.
#include <QRegularExpression>
#include <QTranslator>

#include "tests/app/real_window.h"
#include "tests/app/window_audit.h"
#include "widgets/canvas/stack_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

/// A language that nobody speaks: every text has accents and is a third longer. Places for values,
/// mnemonics and markup stay what they are.
class PseudoLocale final : public QTranslator {
 public:
  bool isEmpty() const override { return false; }
  QString translate(const char*, const char* source, const char*, int n) const override {
    const QString text = QString::fromUtf8(source);
    QString out;
    bool tag = false;
    for (int i = 0; i < text.size(); ++i) {
      const QChar c = text[i];
      tag = c == '<' ? true : c == '>' ? false : tag;
      const bool place = i > 0 && (text[i - 1] == '%' || text[i - 1] == '&' || text[i - 1] == '*' ||
                                   (i > 1 && text[i - 2] == '*'));
      out += tag || place ? c : accented(c);
    }
    const bool fileFilter = text.contains("(*");
    if (!fileFilter && !tag && text.size() > 2) {
      out += QString(1 + text.size() / 3, QChar(0x00fc)).replace("üüüü", "ü üü");
    }
    if (n >= 0) out.replace("%n", QString::number(n));
    return out;
  }

 private:
  static QChar accented(QChar c) {
    static const QString from = "aeiouyAEIOUcnsz";
    static const QString to = "áéíöúýÁÉÍÖÚčñšž";
    const auto at = from.indexOf(c);
    return at < 0 ? c : to[at];
  }
};

}  // namespace

class TestTextFit : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    isolateFromUser(home_);
    font_ = QApplication::font();
  }
  void init() { failOnWarnings(); }
  void cleanup() {
    if (pseudo_) QCoreApplication::removeTranslator(pseudo_.get());
    pseudo_.reset();
    QApplication::setFont(font_);
    QApplication::setLayoutDirection(Qt::LeftToRight);
  }

  void everyPage_data() {
    QTest::addColumn<bool>("pseudo");
    QTest::addColumn<bool>("mirrored");
    QTest::addColumn<double>("letters");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<QString>("example");
    QTest::newRow("usual") << false << false << 1.0 << QSize(1280, 800) << "lines";
    QTest::newRow("smallest") << false << false << 1.0 << QSize(1024, 640) << "lines";
    QTest::newRow("smallest, lanes") << false << false << 1.0 << QSize(1024, 640) << "two-lanes";
    QTest::newRow("long words") << true << false << 1.0 << QSize(1280, 800) << "lines";
    QTest::newRow("mirrored") << true << true << 1.0 << QSize(1280, 800) << "moons";
    QTest::newRow("large letters") << false << false << 1.5 << QSize(1600, 1000) << "lines";
  }
  void everyPage() {
    QFETCH(bool, pseudo);
    QFETCH(bool, mirrored);
    QFETCH(double, letters);
    QFETCH(QSize, size);
    QFETCH(QString, example);
    if (pseudo) {
      pseudo_ = std::make_unique<PseudoLocale>();
      QCoreApplication::installTranslator(pseudo_.get());
    }
    if (mirrored) QApplication::setLayoutDirection(Qt::RightToLeft);
    QFont font = font_;
    font.setPointSizeF(font.pointSizeF() * letters);
    QApplication::setFont(font);

    RealWindow window(example, size);
    QVERIFY(window.train(2));
    QStringList faults;
    if (!pseudo && window->size() != size) {
      faults
          << QStringLiteral("the window wants %1 x %2").arg(window->width()).arg(window->height());
    }
    window.forEveryPage([&](const QString& page) {
      for (const QString& fault : clippedFaults(*window)) {
        if (!faults.join('\n').contains(fault)) faults << page + ": " + fault;
      }
      save(*window, page);
    });
    int dialogs = 0;
    window.forEveryDialog([&](QDialog& dialog) {
      ++dialogs;
      for (const QString& fault : clippedFaults(dialog)) {
        faults << dialog.metaObject()->className() + QStringLiteral(": ") + fault;
      }
      save(dialog, dialog.metaObject()->className());
    });
    QCOMPARE(dialogs, 6);
    QVERIFY(none(faults));
  }

  void everyKindOfBlockFitsTheInspector() {
    RealWindow window("lines", {1024, 640});
    QStringList faults;
    window.forEveryBlock([&](const QString& kind) {
      for (const QString& fault : clippedFaults(*window)) {
        faults << kind + ": " + fault;
      }
    });
    QVERIFY(none(faults));
  }

 private:
  /// Into the folder that QONVOLVE_PICTURES names, to be looked at.
  static void save(QWidget& widget, const QString& page) {
    const QString folder = qEnvironmentVariable("QONVOLVE_PICTURES");
    if (folder.isEmpty()) return;
    QString name = QString::fromLatin1(QTest::currentDataTag()) + '-' + page;
    name.replace(QRegularExpression("[^A-Za-z0-9]+"), "-");
    widget.grab().save(folder + '/' + name + ".png");
  }

  QTemporaryDir home_;
  QFont font_;
  std::unique_ptr<PseudoLocale> pseudo_;
};

QTEST_MAIN(TestTextFit)
#include "tst_text_fit.moc"
