// SPDX-License-Identifier: GPL-3.0-or-later
// Map, minimap and pictures of blocks: drawn, clickable, reachable by key.
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QXmlStreamReader>

#include "tests/widgets/window_test.h"
#include "widgets/circuit/block_picture.h"
#include "widgets/circuit/circuit_panel.h"
#include "widgets/circuit/circuit_scene.h"
#include "widgets/circuit/circuit_view.h"
#include "widgets/circuit/minimap.h"
#include "widgets/circuit/overview_painter.h"
#include "widgets/circuit/overview_view.h"

using namespace qonvolve;
using namespace qonvolve::ui;

namespace {

Model modelOf(const Experiment& experiment) {
  return check(experiment, *testCatalog()).model;
}

}  // namespace

class TestOverviewView : public QObject {
  Q_OBJECT

 private slots:
  void init() { failOnWarnings(); }

  void aClickSelectsTheBlock() {
    const Experiment experiment = exampleExperiment("two-lanes");
    CircuitPanel panel;
    panel.resize(700, 400);
    panel.setStack(experiment.stack);
    panel.setModel(modelOf(experiment));
    panel.setMapShown(true);
    panel.show();
    OverviewView* view = panel.mapView();
    QVERIFY(view->isVisible());
    QSignalSpy selected(&panel, &CircuitPanel::blockSelected);
    for (std::size_t box = 0; box < view->map().boxes.size(); ++box) {
      view->ensureVisible(view->centerOf(box).x(), view->centerOf(box).y());
      QTest::mouseClick(view->viewport()->childAt(view->centerOf(box)), Qt::LeftButton, {},
                        view->widget()->mapFrom(view->viewport(), view->centerOf(box)));
      QCOMPARE(selected.count(), static_cast<int>(box) + 1);
      QCOMPARE(selected.last()[0].value<BlockId>(), view->map().boxes[box].block);
    }
  }

  void keysGoFromBlockToBlock() {
    const Experiment experiment = exampleExperiment();
    OverviewView view;
    view.setMap(makeOverview(experiment.stack, modelOf(experiment)));
    connect(&view, &OverviewView::blockSelected, &view,
            [&view](BlockId id) { view.setHighlighted({id}); });
    QSignalSpy selected(&view, &OverviewView::blockSelected);
    QSignalSpy activated(&view, &OverviewView::blockActivated);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Right);
    QTest::keyClick(&view, Qt::Key_Return);
    QCOMPARE(selected.count(), 2);
    QCOMPARE(activated.count(), 1);
    QCOMPARE(activated[0][0].value<BlockId>(), view.map().boxes[1].block);
    QVERIFY(view.accessibleDescription().contains("Convolution 1: 8 to 8 qubits"));
  }

  void itIsWrittenAsAPicture_data() {
    QTest::addColumn<QString>("format");
    for (const char* format : {"svg", "pdf", "png"}) QTest::newRow(format) << format;
  }
  void itIsWrittenAsAPicture() {
    QFETCH(QString, format);
    const Experiment experiment = exampleExperiment();
    const OverviewMap map = makeOverview(experiment.stack, modelOf(experiment));
    const auto picture = overviewPicture(map, format);
    QVERIFY(picture);
    if (format == "svg") {
      QXmlStreamReader svg(*picture);
      while (!svg.atEnd()) svg.readNext();
      QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
      QVERIFY(picture->contains("Pooling 1"));
    }
    if (format == "pdf") QVERIFY(picture->startsWith("%PDF"));
    if (format == "png") QVERIFY(QImage::fromData(*picture).width() > map.width);
    QVERIFY(!overviewPicture({}, format));
    QVERIFY(!overviewPicture(map, "gif"));
  }

  void theMinimapShowsWhereOnlyAPartIsSeen() {
    const Experiment experiment = exampleExperiment();
    CircuitPanel panel;
    panel.resize(600, 420);
    panel.setModel(modelOf(experiment));
    panel.show();
    panel.view()->zoomToFit();
    Minimap* minimap = panel.view()->minimap();
    QVERIFY(!minimap->isVisible());
    panel.view()->setZoom(3);
    QVERIFY(minimap->isVisible());
    QVERIFY(panel.view()->viewport()->geometry().contains(minimap->geometry()));
    const QPointF before = panel.view()->mapToScene(0, 0);
    QTest::mouseClick(minimap, Qt::LeftButton, {},
                      QPoint(minimap->width() / 2, minimap->height() - 3));
    QVERIFY(panel.view()->mapToScene(0, 0).y() > before.y());
    panel.view()->zoomToFit();
    QVERIFY(!minimap->isVisible());
  }

  void theMinimapCoversNoGate() {
    const Experiment experiment = exampleExperiment();
    CircuitPanel panel;
    panel.resize(420, 300);
    panel.setModel(modelOf(experiment));
    panel.show();
    CircuitView* view = panel.view();
    view->setZoom(1);
    QTRY_VERIFY(view->minimap()->isVisible());
    const QRect map = view->minimap()->geometry();
    for (int i = 0; i < view->circuitScene()->gateCount(); ++i) {
      const QRect gate = view->mapFromScene(view->circuitScene()->gateRect(i))
                             .boundingRect()
                             .translated(view->viewport()->pos());
      QVERIFY2(gate.right() < map.left(), qPrintable(view->circuitScene()->describeGate(i)));
    }
  }

  void whatTheMinimapCoversCanBeScrolledFree() {
    const Experiment experiment = exampleExperiment();
    CircuitPanel panel;
    panel.resize(600, 420);
    panel.setModel(modelOf(experiment));
    panel.show();
    CircuitView* view = panel.view();
    view->setZoom(3);
    QTRY_VERIFY(view->minimap()->isVisible());
    view->verticalScrollBar()->setValue(view->verticalScrollBar()->maximum());
    view->horizontalScrollBar()->setValue(view->horizontalScrollBar()->maximum());
    const QRect drawing = view->mapFromScene(view->circuitScene()->sceneRect()).boundingRect();
    QVERIFY(drawing.bottom() <= view->minimap()->geometry().top() - view->viewport()->y());
    view->zoomToFit();
    QCOMPARE(view->sceneRect(), view->circuitScene()->sceneRect());
  }

  void blocksHavePictures() {
    const Experiment experiment = exampleExperiment();
    const Model model = modelOf(experiment);
    for (const BlockSpan& span : model.spans) {
      const auto fragment = blockFragment(model, span.block);
      if (span.category == "Readout") continue;  // no gates
      QVERIFY2(fragment.has_value(), span.name.c_str());
      QVERIFY(fragment->circuit.wires <= kFragmentWires);
      BlockPicture picture;
      picture.resize(260, 100);
      picture.setFragment(fragment);
      picture.show();
      QVERIFY(picture.height() > 30);
      const QImage image = picture.grab().toImage();
      QSet<QRgb> colors;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) colors.insert(image.pixel(x, y));
      }
      QVERIFY2(colors.size() > 3, span.name.c_str());
    }
    BlockPicture empty;
    empty.setFragment({});
    QVERIFY(!empty.isVisible());
    QVERIFY(!blockFragment(model, 999999));
  }

  void aConvolutionIsShownByItsUnit() {
    const Experiment experiment = exampleExperiment();
    const Model model = modelOf(experiment);
    const auto span = std::ranges::find(model.spans, "Convolution 1", &BlockSpan::name);
    const auto fragment = blockFragment(model, span->block);
    QVERIFY(fragment.has_value());
    QCOMPARE(fragment->circuit.wires, 2U);
    QVERIFY(!fragment->whole);
    QVERIFY(fragment->circuit.ops.size() < span->opCount);
  }
};

QTEST_MAIN(TestOverviewView)
#include "tst_overview_view.moc"
