// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit panel shows every stage, switches colours by itself, has a text twin and exports.
#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QMenu>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

#include "tests/support/sample_circuits.h"
#include "widgets/circuit/circuit_panel.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

QComboBox* box(const CircuitPanel& panel, const QString& name) {
  for (QComboBox* one : panel.findChildren<QComboBox*>()) {
    if (one->accessibleName() == name) return one;
  }
  return nullptr;
}

QToolButton* button(const CircuitPanel& panel, const QString& name) {
  for (QToolButton* one : panel.findChildren<QToolButton*>()) {
    if (one->accessibleName() == name) return one;
  }
  return nullptr;
}

}  // namespace

class TestCircuitPanel : public QObject {
  Q_OBJECT

 private slots:
  void init() { QTest::failOnWarning(QRegularExpression("^(?!This plugin).*")); }

  void gradientsSwitchTheColours() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitPanel panel;
    panel.setModel(sample.model);
    QCOMPARE(panel.scene()->coloring(), CircuitScene::Coloring::Category);
    panel.setGradients(std::vector<float>(sample.model.parameterCount, 0.1f));
    QCOMPARE(panel.scene()->coloring(), CircuitScene::Coloring::Gradient);
    // From then on the user decides.
    QComboBox* colors = box(panel, "Colours");
    colors->setCurrentIndex(0);
    emit colors->activated(0);
    panel.setGradients(std::vector<float>(sample.model.parameterCount, 0.2f));
    QCOMPARE(panel.scene()->coloring(), CircuitScene::Coloring::Category);
    // A new run starts in gradients again.
    panel.clearGradients();
    panel.setGradients(std::vector<float>(sample.model.parameterCount, 0.2f));
    QCOMPARE(panel.scene()->coloring(), CircuitScene::Coloring::Gradient);
    panel.clearGradients();
    QCOMPARE(panel.scene()->coloring(), CircuitScene::Coloring::Category);
  }

  void valuesOfAnotherModelAreIgnored() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitPanel panel;
    panel.setModel(sample.model);
    panel.setGradients(std::vector<float>(3, 0.1f));
    QCOMPARE(panel.scene()->coloring(), CircuitScene::Coloring::Category);
    panel.setParameters(std::vector<double>(3, 1.0));
    panel.scene()->setDetail(Detail::Gates);
    QVERIFY(!panel.scene()->describeGate(4).contains("rad"));
    panel.setParameters(std::vector<double>(sample.model.parameterCount, 1.0));
    QVERIFY(panel.scene()->describeGate(4).contains("rad"));
    // Values do not outlive their design.
    panel.setModel(test::sampleQcnn(4, "su4", "trivial").model);
    QVERIFY(!panel.scene()->describeGate(4).contains("rad"));
  }

  void saysHowLargeTheCircuitIs() {
    CircuitPanel panel;
    panel.setModel(test::sampleQcnn(2, "ttn", "trivial").model);
    QCOMPARE(panel.view()->accessibleDescription(),
             QString("2 qubits · 5 gates, 1 on two qubits · depth 3"));
  }

  void everyCircuitStageCanBeShown() {
    Stack stack;
    for (const char* type : {"angle", "convolution", "measure", "angle", "readout"}) {
      Block block;
      block.choice.type = type;
      stack.push_back(block);
    }
    const auto sample = test::compileSample(std::move(stack), 4);
    CircuitPanel panel;
    panel.resize(600, 400);
    panel.show();
    panel.setModel(sample.model);
    QComboBox* stage = box(panel, "Circuit stage");
    QVERIFY(stage->isVisible());
    QCOMPARE(stage->count(), 2);
    const std::size_t first = panel.scene()->circuit().ops.size();
    stage->setCurrentIndex(1);
    QVERIFY(panel.scene()->circuit().ops.size() != first);
    panel.setModel({});
    QCOMPARE(panel.scene()->gateCount(), 0);
    QVERIFY(!stage->isVisible());
  }

  void noiseIsDrawnOnDemand() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitPanel panel;
    panel.resize(900, 400);
    panel.show();
    panel.setModel(sample.model);
    QToolButton* noise = button(panel, "Noise in the circuit");
    QVERIFY(!noise->isVisible());
    Circuit noisy = sample.circuit;
    noisy.channels.push_back({.name = "phase flip", .kraus = {}});
    noisy.events.push_back({.kind = Event::Kind::Channel, .position = 1});
    panel.setNoisyCircuits({noisy});
    QVERIFY(noise->isVisible());
    panel.scene()->setDetail(Detail::Gates);
    const int gates = panel.scene()->gateCount();
    panel.setParameters(std::vector<double>(sample.model.parameterCount, 1.0));
    panel.setGradients(std::vector<float>(sample.model.parameterCount, 0.1f));
    noise->click();
    QVERIFY(panel.scene()->gateCount() > gates);
    noise->click();
    QCOMPARE(panel.scene()->gateCount(), gates);
    panel.setNoisyCircuits({});
    QVERIFY(!noise->isVisible());
  }

  void toolsWithoutRoomAreInAMenu() {
    CircuitPanel panel;
    panel.setModel(test::sampleQcnn(4, "su4", "zx").model);
    panel.resize(900, 400);
    panel.show();
    auto* more = panel.findChild<QToolButton*>("circuitMore");
    QVERIFY(!more->isVisible());
    QVERIFY(button(panel, "Map of the design")->isVisible());
    panel.resize(panel.minimumSizeHint().width(), 400);
    QVERIFY(more->isVisible());
    emit more->menu()->aboutToShow();
    for (QAction* action : more->menu()->actions()) {
      if (action->text() == "Map of the design") action->trigger();
    }
    QVERIFY(panel.isMapShown());
  }

  void textTwinListsEveryGate() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitPanel panel;
    panel.setModel(sample.model);
    for (QToolButton* button : panel.findChildren<QToolButton*>()) {
      QVERIFY(!button->accessibleName().isEmpty());
      if (button->isCheckable()) button->click();
    }
    const QString text = panel.findChild<QPlainTextEdit*>()->toPlainText();
    QCOMPARE(text.count(QRegularExpression("^\\d+\\. ", QRegularExpression::MultilineOption)),
             static_cast<qsizetype>(sample.circuit.ops.size()));
    QVERIFY(text.contains("U3(theta_0, theta_1, theta_2) q0"));
  }

  void exportsPictures() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitPanel panel;
    panel.setPalette(Theme::dark().palette());
    panel.setModel(sample.model);
    for (const char* format : {"svg", "png", "pdf"}) {
      const auto picture = panel.picture(format);
      QVERIFY2(picture.has_value(), picture ? "" : toText(picture.error()).c_str());
      QVERIFY(picture->size() > 500);
    }
    const QImage screen = QImage::fromData(*panel.picture("png", 96));
    const QImage print = QImage::fromData(*panel.picture("png", 288, 0.5));
    QVERIFY(std::abs(print.width() - 1.5 * screen.width()) <= 2);
    QCOMPARE(qRound(print.dotsPerMeterX() * 0.0254), 288);
    QCOMPARE(screen.pixelColor(screen.width() - 2, screen.height() - 2), QColor(Qt::white));
    QVERIFY(*panel.picture("svg", 96, 2) != *panel.picture("svg"));
    QVERIFY(!panel.picture("bmp"));
    QVERIFY(!panel.picture("png", 1200, 400));
    QVERIFY(!CircuitPanel().picture("svg"));
  }
};

QTEST_MAIN(TestCircuitPanel)
#include "tst_circuit_panel.moc"
