// SPDX-License-Identifier: GPL-3.0-or-later
// SVG drawings are well formed, complete, inside their page, and match a golden file.
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

#include "core/circuit/svg_diagram.h"
#include "tests/support/golden_file.h"
#include "tests/support/sample_circuits.h"

using namespace qonvolve;

namespace {

QString draw(const test::SampleCircuit& sample, Detail detail, const SvgOptions& svg = {}) {
  LayoutOptions options;
  options.detail = detail;
  const Layout layout = layoutCircuit(sample.circuit, sample.blocks, options);
  return QString::fromStdString(drawSvg(sample.circuit, sample.blocks, layout, svg));
}

}  // namespace

class TestSvgDiagram : public QObject {
  Q_OBJECT

 private slots:
  void wellFormedAndInsideThePage_data() {
    QTest::addColumn<QString>("encoding");
    QTest::addColumn<QString>("pooling");
    QTest::addColumn<int>("detail");
    for (const char* encoding : {"angle", "amplitude", "zz", "reupload"}) {
      for (const char* pooling : {"zx", "measure"}) {
        for (const int detail : {0, 1, 2}) {
          QTest::addRow("%s %s %d", encoding, pooling, detail)
              << QString(encoding) << QString(pooling) << detail;
        }
      }
    }
  }
  void wellFormedAndInsideThePage() {
    QFETCH(QString, encoding);
    QFETCH(QString, pooling);
    QFETCH(int, detail);
    const auto sample = test::sampleQcnn(8, "su4", pooling.toStdString(), encoding.toStdString());
    QXmlStreamReader xml(draw(sample, static_cast<Detail>(detail), {.wrapWidth = 900}));
    double width = 0;
    double height = 0;
    int texts = 0;
    while (!xml.atEnd()) {
      if (xml.readNext() != QXmlStreamReader::StartElement) continue;
      const auto value = [&xml](const char* name) {
        return xml.attributes().value(QLatin1String(name)).toDouble();
      };
      if (xml.name() == u"svg") {
        width = value("width");
        height = value("height");
      } else if (xml.name() == u"text") {
        ++texts;
        QVERIFY(value("x") >= 0 && value("x") <= width);
        QVERIFY(value("y") >= 0 && value("y") <= height);
      } else if (xml.name() == u"rect" && xml.attributes().hasAttribute("x")) {
        QVERIFY(value("x") + value("width") <= width);
        QVERIFY(value("y") + value("height") <= height);
      }
    }
    QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
    QVERIFY(width > 100 && width <= 900 && height > 100);
    QVERIFY(texts > 8);
  }

  void saysItsWireOrderAndItsGates() {
    const QString svg = draw(test::sampleQcnn(4, "su4", "zx"), Detail::Gates);
    QVERIFY(svg.contains(">q0 = least significant bit<"));
    QVERIFY(svg.contains("<desc>"));
    QVERIFY(svg.contains("CNOT q3 -&gt; q0"));
    QVERIFY(!svg.contains("nan") && !svg.contains("inf"));
  }

  void valuesReplaceNamesWhereGiven() {
    const auto sample = test::sampleQcnn(2, "ttn", "trivial");
    const std::vector<double> theta(sample.model.parameterCount, 1.0);
    QVERIFY(draw(sample, Detail::Gates, {.theta = theta}).contains(">0.32π<"));
    QVERIFY(draw(sample, Detail::Gates).contains(">θ₀<"));
  }

  void severalValuesHaveTheUnitOnceAndNoNegativeZero() {
    const auto sample = test::sampleQcnn(2, "su4", "trivial");
    std::vector<double> theta(sample.model.parameterCount, 1.0);
    QVERIFY(draw(sample, Detail::Gates, {.theta = theta}).contains(">0.3 0.3 0.3π<"));
    theta.assign(theta.size(), -1e-3);
    const QString svg = draw(sample, Detail::Gates, {.theta = theta});
    QVERIFY(svg.contains(">0.0 0.0 0.0π<"));
    QVERIFY(!svg.contains("−0.0") && !svg.contains("-0.0"));
  }

  void matchesGolden() {
    const QString svg = draw(test::sampleQcnn(4, "su4", "zx"), Detail::Units);
    QVERIFY(test::matchesGolden("diagrams/qcnn4_units.svg", svg.toStdString()));
  }
};

QTEST_GUILESS_MAIN(TestSvgDiagram)
#include "tst_svg_diagram.moc"
