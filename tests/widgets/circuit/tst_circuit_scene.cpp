// SPDX-License-Identifier: GPL-3.0-or-later
// The circuit scene folds, colours, describes and lights up gates, and recolours fast.
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include "tests/support/patience.h"
#include "tests/support/sample_circuits.h"
#include "widgets/circuit/circuit_scene.h"
#include "widgets/circuit/circuit_view.h"
#include "widgets/circuit/gate_item.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

std::vector<GateItem*> gates(const CircuitScene& scene) {
  std::vector<GateItem*> found(static_cast<std::size_t>(scene.gateCount()));
  for (QGraphicsItem* item : scene.items()) {
    if (auto* gate = qgraphicsitem_cast<GateItem*>(item)) {
      found[static_cast<std::size_t>(gate->index())] = gate;
    }
  }
  return found;
}

}  // namespace

class TestCircuitScene : public QObject {
  Q_OBJECT

 private slots:
  void init() { QTest::failOnWarning(QRegularExpression("^(?!This plugin).*")); }

  void detailDecidesHowManyElementsThereAre() {
    const auto sample = test::sampleQcnn(8, "su4", "zx");
    CircuitScene scene;
    scene.setCircuit(sample.circuit, sample.blocks);
    QCOMPARE(scene.gateCount(), 8 + (8 + 4) + (4 + 2) + (1 + 1) + 1);
    scene.setDetail(Detail::Block);
    QCOMPARE(scene.gateCount(), 8);
    scene.setDetail(Detail::Gates);
    QCOMPARE(scene.gateCount(), static_cast<int>(sample.circuit.ops.size()) + 1);
    // One block alone, step by step and round again.
    scene.setDetail(Detail::Units);
    QVERIFY(scene.unfold(1));
    QCOMPARE(scene.gateCount(), 29 - 8 + 80);
    QVERIFY(!scene.unfold(1));
    QVERIFY(scene.fold(1));
    QVERIFY(scene.fold(1));
    QVERIFY(!scene.fold(1));
    QCOMPARE(scene.gateCount(), 29 - 8 + 1);
    scene.cycle(1);
    QCOMPARE(scene.gateCount(), 29);
  }

  void gradientsColourGatesOnALogScale() {
    const auto sample = test::sampleQcnn(4, "ttn", "zx");
    CircuitScene scene;
    scene.setCircuit(sample.circuit, sample.blocks);
    scene.setDetail(Detail::Gates);
    const QColor category = gates(scene)[4]->fill();
    QCOMPARE(category, Theme::light().category(std::string_view("Convolution")).fill);
    QSignalSpy rescaled(&scene, &CircuitScene::gradientScaleChanged);
    scene.setColoring(CircuitScene::Coloring::Gradient);
    std::vector<float> sizes(sample.model.parameterCount, 1e-2f);
    sizes[0] = 1.0f;
    sizes[1] = 1e-4f;
    scene.setGradients(sizes);
    QCOMPARE(rescaled.count(), 1);
    QCOMPARE(gates(scene)[4]->fill(), Theme::cividis(1));
    QCOMPARE(gates(scene)[5]->fill(), Theme::cividis(0));
    // Gates without a parameter have no gradient: neither end of the scale.
    QCOMPARE(gates(scene)[0]->fill(), Theme::light().raised);
    scene.setColoring(CircuitScene::Coloring::Category);
    QCOMPARE(gates(scene)[4]->fill(), category);
  }

  void foldedBlockShowsTheMeanSquareOfItsParameters() {
    const auto sample = test::sampleQcnn(2, "ttn", "trivial");
    CircuitScene scene;
    scene.setCircuit(sample.circuit, sample.blocks);
    scene.setDetail(Detail::Block);
    scene.setGradients(std::vector<float>{0.3f, 0.4f});
    // sqrt((0.09 + 0.16) / 2) = 0.3536
    QVERIFY2(scene.describeGate(1).contains("0.35"), qPrintable(scene.describeGate(1)));
  }

  void currentGateIsDescribedAndLightsUpItsPartners() {
    const auto sample = test::sampleQcnn(4, "ttn", "zx");
    CircuitScene scene;
    scene.setCircuit(sample.circuit, sample.blocks);
    scene.setDetail(Detail::Gates);
    scene.setParameters(std::vector<double>(sample.model.parameterCount, 1.0));
    QSignalSpy changed(&scene, &CircuitScene::currentGateChanged);
    scene.setCurrentGate(4);
    QCOMPARE(changed.count(), 1);
    const QString words = scene.describeGate(4);
    QVERIFY2(words.startsWith("RY(θ₀) q0 · θ₀ = 0.32π (1.000 rad) · Convolution 1"),
             qPrintable(words));
    QVERIFY2(words.contains("3 more"), qPrintable(words));
    int shared = 0;
    for (const GateItem* item : gates(scene)) {
      shared += item->emphasis() == GateItem::Emphasis::Shared;
    }
    QCOMPARE(shared, 3);
    QCOMPARE(gates(scene)[4]->emphasis(), GateItem::Emphasis::Current);
  }

  void keysWalkFoldAndZoom() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitView view;
    view.resize(900, 500);
    view.circuitScene()->setCircuit(sample.circuit, sample.blocks);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, kPatience));
    QTest::keyClick(&view, Qt::Key_BracketRight);
    QCOMPARE(view.circuitScene()->currentGate(), 0);
    for (int i = 0; i < 4; ++i) QTest::keyClick(&view, Qt::Key_BracketRight);
    QCOMPARE(view.circuitScene()->currentGate(), 4);
    QCOMPARE(view.circuitScene()->currentBlock(), 1);
    QVERIFY(view.accessibleDescription().startsWith("U a on q0, q1"));
    QTest::keyClick(&view, Qt::Key_BracketLeft);
    QTest::keyClick(&view, Qt::Key_BracketRight);
    const int before = view.circuitScene()->gateCount();
    QTest::keyClick(&view, Qt::Key_Right);
    QCOMPARE(view.circuitScene()->gateCount(), before - 4 + 40);
    QCOMPARE(view.circuitScene()->currentBlock(), 1);  // the focus stays in its block
    QTest::keyClick(&view, Qt::Key_Left);
    QTest::keyClick(&view, Qt::Key_Left);
    QCOMPARE(view.circuitScene()->gateCount(), before - 3);
    QSignalSpy activated(view.circuitScene(), &CircuitScene::blockActivated);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(view.circuitScene()->gateCount(), before);
    const double zoom = view.zoom();
    QTest::keyClick(&view, Qt::Key_Plus, Qt::ControlModifier);
    QVERIFY(view.zoom() > zoom);
    QTest::keyClick(&view, Qt::Key_0, Qt::ControlModifier);
    QVERIFY(view.sceneRect().height() * view.zoom() <= view.viewport()->height());
    QVERIFY(view.sceneRect().width() * view.zoom() <= view.viewport()->width());
  }

  void mouseSelectsAndUnfolds() {
    const auto sample = test::sampleQcnn(4, "su4", "zx");
    CircuitView view;
    view.resize(900, 500);
    view.circuitScene()->setCircuit(sample.circuit, sample.blocks);
    view.show();
    QVERIFY(QTest::qWaitForWindowExposed(&view, kPatience));
    QSignalSpy selected(view.circuitScene(), &CircuitScene::blockSelected);
    const QPoint unit = view.mapFromScene(view.circuitScene()->gateRect(4).center());
    QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, unit);
    QCOMPARE(selected.count(), 1);
    QCOMPARE(selected[0][0].value<BlockId>(), sample.blocks[1].id);
    QCOMPARE(view.circuitScene()->currentGate(), 4);
    const int before = view.circuitScene()->gateCount();
    QTest::mouseDClick(view.viewport(), Qt::LeftButton, {}, unit);
    QCOMPARE(view.circuitScene()->gateCount(), before - 4 + 40);
  }

  void newCircuitForgetsGradientsAndKeepsFolding() {
    const auto small = test::sampleQcnn(4, "su4", "zx");
    CircuitScene scene;
    scene.setCircuit(small.circuit, small.blocks);
    scene.setBlockDetail(small.blocks[1].key(), Detail::Block);
    scene.setGradients(std::vector<float>(small.model.parameterCount, 0.1f));
    const int folded = scene.gateCount();
    scene.setCircuit(small.circuit, small.blocks);
    QCOMPARE(scene.gateCount(), folded);
    QVERIFY(scene.describeGate(4).contains("gradient"));
    const auto other = test::sampleQcnn(4, "ttn", "zx");
    scene.setCircuit(other.circuit, other.blocks);
    QVERIFY(!scene.describeGate(4).contains("gradient"));
    scene.setCircuit({}, {});
    QCOMPARE(scene.gateCount(), 0);
    scene.setCurrentGate(3);
    QCOMPARE(scene.currentGate(), -1);
  }
};

QTEST_MAIN(TestCircuitScene)
#include "tst_circuit_scene.moc"
