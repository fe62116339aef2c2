// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/circuit/circuit_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "core/circuit/metrics.h"
#include "core/circuit/text_diagram.h"
#include "core/experiment/circuit_document.h"
#include "widgets/circuit/gradient_legend.h"
#include "widgets/circuit/overview_view.h"
#include "widgets/theme/calm_combo.h"
#include "widgets/theme/icons.h"

namespace qonvolve::ui {
namespace {

constexpr std::size_t kZoomTools = 3;  // the last ones of the bar

/// A line that ends in an ellipsis where there is no room for all of it.
class ElidedLabel final : public QLabel {
 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text(), Qt::ElideRight, width()));
  }
};

}  // namespace

CircuitPanel::CircuitPanel(QWidget* parent)
    : QWidget(parent),
      view_(new CircuitView),
      stageBox_(new CalmCombo),
      detailBox_(new CalmCombo),
      colorBox_(new CalmCombo),
      noiseButton_(new QToolButton),
      mapButton_(new QToolButton),
      textButton_(new QToolButton),
      status_(new ElidedLabel),
      legend_(new GradientLegend),
      mapView_(new OverviewView),
      text_(new QPlainTextEdit),
      pages_(new QStackedWidget) {
  buildControls();
  setAccessibleName(tr("Circuit"));
  connect(scene(), &CircuitScene::blockSelected, this, &CircuitPanel::blockSelected);
  connect(scene(), &CircuitScene::blockActivated, this, &CircuitPanel::blockActivated);
  connect(scene(), &CircuitScene::gradientScaleChanged, legend_, &GradientLegend::setScale);
  connect(scene(), &CircuitScene::currentGateChanged, this,
          [this](int, const QString& description) {
            status_->setText(description);
            status_->setToolTip(description);
          });
  connect(scene(), &CircuitScene::rebuilt, this,
          [this] { detailBox_->setCurrentIndex(static_cast<int>(scene()->folding().detail)); });
  connect(stageBox_, &QComboBox::currentIndexChanged, this, &CircuitPanel::showStage);
  connect(detailBox_, &QComboBox::activated, this,
          [this](int index) { scene()->setDetail(static_cast<Detail>(index)); });
  connect(colorBox_, &QComboBox::activated, this,
          [this](int index) { showColoring(static_cast<CircuitScene::Coloring>(index)); });
  connect(textButton_, &QToolButton::toggled, this, [this](bool on) {
    if (on) mapButton_->setChecked(false);
    showView();
  });
  connect(noiseButton_, &QToolButton::toggled, this,
          [this] { showStage(stageBox_->currentIndex()); });
  connect(mapButton_, &QToolButton::toggled, this, [this](bool on) {
    if (on) textButton_->setChecked(false);
    showView();
    emit mapShownChanged(on);
  });
  connect(mapView_, &OverviewView::blockSelected, this, &CircuitPanel::blockSelected);
  connect(mapView_, &OverviewView::blockActivated, this, &CircuitPanel::blockActivated);
  showColoring(CircuitScene::Coloring::Category);
  setModel({});
}

void CircuitPanel::buildControls() {
  const auto name = [](QWidget* widget, const QString& text, const QString& tip) {
    widget->setAccessibleName(text);
    widget->setToolTip(tip);
  };
  // Long names of circuits must not widen the window.
  stageBox_->setMinimumContentsLength(8);
  stageBox_->setVisible(false);
  name(stageBox_, tr("Circuit stage"), tr("Which of the circuits of this design is shown"));
  detailBox_->addItems({tr("Blocks"), tr("Units"), tr("Gates")});
  detailBox_->setCurrentIndex(static_cast<int>(Detail::Units));
  name(detailBox_, tr("Detail"),
       tr("How much of every block is drawn. A double click changes one block alone."));
  colorBox_->addItems({tr("Category"), tr("Gradient")});
  name(colorBox_, tr("Colours"), tr("What the fill of a gate means"));
  noiseButton_->setText(tr("Noise"));
  noiseButton_->setCheckable(true);
  name(noiseButton_, tr("Noise in the circuit"),
       tr("Draws the noise of the simulation where it acts"));
  mapButton_->setText(tr("Map"));
  mapButton_->setCheckable(true);
  name(mapButton_, tr("Map of the design"),
       tr("All blocks with their wires and lanes at a glance (Ctrl+M)"));
  textButton_->setText(tr("Text"));
  textButton_->setCheckable(true);
  name(textButton_, tr("Circuit as text"), tr("The same circuit as a list, one line a gate"));
  status_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  status_->setFont(scaledFont(0.92));
  status_->setAccessibleName(tr("Gate in focus"));

  bar_ = new QHBoxLayout;
  bar_->setContentsMargins(Spacing::kMedium, Spacing::kSmall, Spacing::kMedium, Spacing::kSmall);
  bar_->setSpacing(Spacing::kSmall);
  for (QComboBox* box : {stageBox_, detailBox_, colorBox_}) bar_->addWidget(box);
  tools_ = {noiseButton_, mapButton_, textButton_};
  struct ZoomButton {
    QString text;
    QString help;
    void (CircuitView::*act)();
  };
  for (const ZoomButton& button :
       {ZoomButton{QStringLiteral("−"), tr("Zoom out (Ctrl+-)"), &CircuitView::zoomOut},
        ZoomButton{QStringLiteral("+"), tr("Zoom in (Ctrl++)"), &CircuitView::zoomIn},
        ZoomButton{tr("Fit"), tr("Show everything (Ctrl+0)"), &CircuitView::zoomToFit}}) {
    auto* tool = new QToolButton;
    tool->setText(button.text);
    name(tool, button.help, button.help);
    connect(tool, &QToolButton::clicked, view_, button.act);
    tools_.push_back(tool);
  }
  for (QToolButton* tool : tools_) {
    bar_->addWidget(tool);
    connect(tool, &QToolButton::toggled, this, &CircuitPanel::colorPressed);
  }
  more_ = new QToolButton;
  more_->setObjectName(QStringLiteral("circuitMore"));
  more_->setIcon(icon(QStringLiteral("more")));
  more_->setPopupMode(QToolButton::InstantPopup);
  more_->setMenu(new QMenu(more_));
  name(more_, tr("More"), tr("What there is no room for"));
  connect(more_->menu(), &QMenu::aboutToShow, this, &CircuitPanel::fillMore);
  bar_->addWidget(more_);
  bar_->addStretch(1);
  foot_ = new QHBoxLayout;
  foot_->setContentsMargins(Spacing::kMedium, Spacing::kTiny, Spacing::kMedium, Spacing::kTiny);
  foot_->setSpacing(Spacing::kTiny);
  foot_->addWidget(status_, 1);
  foot_->addWidget(legend_);

  text_->setReadOnly(true);
  text_->setFont(fixedFont());
  text_->setFrameShape(QFrame::NoFrame);
  text_->setAccessibleName(tr("Circuit as text"));
  pages_->addWidget(view_);
  pages_->addWidget(text_);
  pages_->addWidget(mapView_);
  auto* layout = new QVBoxLayout(this);
  layout->setSizeConstraint(QLayout::SetNoConstraint);  // the tools fold
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addLayout(bar_);
  layout->addWidget(pages_, 1);
  layout->addLayout(foot_);
}

void CircuitPanel::arrangeControls() {
  const QMargins margins = bar_->contentsMargins();
  int room = width() - margins.left() - margins.right();
  for (const QComboBox* box : {stageBox_, detailBox_, colorBox_}) {
    if (!box->isHidden()) room -= box->sizeHint().width() + bar_->spacing();
  }
  const auto widthOf = [this](const QToolButton* tool) {
    return tool->sizeHint().width() + bar_->spacing();
  };
  std::vector<QToolButton*> useful = tools_;
  if (noisy_.empty()) {
    std::erase(useful, noiseButton_);
    noiseButton_->hide();
  }
  int wanted = 0;
  for (const QToolButton* tool : useful) wanted += widthOf(tool);
  const bool all = wanted <= room;
  if (!all) room -= widthOf(more_);
  more_->setVisible(!all);
  for (std::size_t i = 0; i < useful.size(); ++i) {
    room -= widthOf(useful[i]);
    // The zoom stays together.
    const bool zoom = i + kZoomTools >= useful.size();
    useful[i]->setVisible(all || (room >= 0 && !zoom));
  }
}

void CircuitPanel::fillMore() {
  QMenu* menu = more_->menu();
  menu->clear();
  for (QToolButton* tool : tools_) {
    if (!tool->isHidden() || (tool == noiseButton_ && noisy_.empty())) continue;
    QAction* action = menu->addAction(tool->accessibleName());
    action->setCheckable(tool->isCheckable());
    action->setChecked(tool->isChecked());
    connect(action, &QAction::triggered, tool, &QToolButton::click);
  }
}

void CircuitPanel::colorPressed() {
  const Theme theme = Theme::fromPalette(palette());
  for (QToolButton* tool : tools_) {
    if (!tool->isCheckable()) continue;
    QPalette mine;
    if (tool->isChecked()) {
      mine.setColor(QPalette::Button, Theme::mix(theme.base, theme.accent, 0.35));
    }
    tool->setPalette(mine);
  }
}

void CircuitPanel::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) colorPressed();
}

bool CircuitPanel::event(QEvent* event) {
  if (event->type() == QEvent::LayoutRequest) arrangeControls();
  return QWidget::event(event);
}

QSize CircuitPanel::minimumSizeHint() const {
  // As if all that can fold were folded.
  int width =
      bar_->contentsMargins().left() + bar_->contentsMargins().right() + more_->sizeHint().width();
  for (const QComboBox* box : {stageBox_, detailBox_, colorBox_}) {
    if (!box->isHidden()) width += box->minimumSizeHint().width() + bar_->spacing();
  }
  return {width, QWidget::minimumSizeHint().height()};
}

void CircuitPanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  arrangeControls();
  // Where there is little width, the gate in focus has a line of its own above the legend.
  const bool narrow = width() < fontMetrics().averageCharWidth() * 76;
  foot_->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void CircuitPanel::setModel(const Model& model) {
  if (model == model_ && !stages_.empty()) return;
  model_ = model;
  theta_.clear();
  clearGradients();
  stages_.clear();
  for (std::size_t i = 0; i < model_.stages.size(); ++i) {
    if (std::holds_alternative<Circuit>(model_.stages[i].stage)) stages_.push_back(i);
  }
  const int before = std::max(0, stageBox_->currentIndex());
  const QSignalBlocker blocker(stageBox_);
  stageBox_->clear();
  for (std::size_t i = 0; i < stages_.size(); ++i) {
    const std::vector<DrawBlock> blocks = drawBlocks(model_, stages_[i]);
    const QString number = tr("Circuit %1").arg(i + 1);
    stageBox_->addItem(blocks.empty()
                           ? number
                           : tr("%1: %2").arg(number, QString::fromStdString(blocks.front().name)));
  }
  stageBox_->setVisible(stages_.size() > 1);
  const int stage = std::min(before, static_cast<int>(stages_.size()) - 1);
  stageBox_->setCurrentIndex(stage);
  showStage(stage);
}

void CircuitPanel::showStage(int index) {
  if (index < 0 || index >= static_cast<int>(stages_.size())) {
    scene()->setCircuit({}, {});
  } else {
    const std::size_t stage = stages_[static_cast<std::size_t>(index)];
    const bool noise = noiseButton_->isChecked() && noisy_.size() == stages_.size();
    scene()->setCircuit(noise ? noisy_[static_cast<std::size_t>(index)]
                              : std::get<Circuit>(model_.stages[stage].stage),
                        drawBlocks(model_, stage));
    scene()->setParameters(theta_);
    if (hasGradients_) scene()->setGradients(gradients_);
    view_->fitNewCircuit();
  }
  showSummary();
  if (textButton_->isChecked()) showText();
  if (mapButton_->isChecked()) showMap();
}

void CircuitPanel::setNoisyCircuits(std::vector<Circuit> circuits) {
  if (circuits == noisy_) return;
  noisy_ = std::move(circuits);
  arrangeControls();
  if (noiseButton_->isChecked()) showStage(stageBox_->currentIndex());
}

void CircuitPanel::setStack(const Stack& stack) {
  stack_ = stack;
  if (mapButton_->isChecked()) showMap();
}

OverviewMap CircuitPanel::map() const {
  return makeOverview(stack_, model_);
}

void CircuitPanel::setMapShown(bool shown) {
  mapButton_->setChecked(shown);
}

bool CircuitPanel::isMapShown() const {
  return mapButton_->isChecked();
}

void CircuitPanel::showMap() {
  mapView_->setMap(map());
  highlightBlock(highlighted_);
}

void CircuitPanel::showView() {
  QWidget* shown = view_;
  if (textButton_->isChecked()) {
    showText();
    shown = text_;
  } else if (mapButton_->isChecked()) {
    showMap();
    shown = mapView_;
  }
  pages_->setCurrentWidget(shown);
}

void CircuitPanel::showSummary() {
  QString text =
      stack_.empty() ? tr("Add an encoding to see a circuit.") : tr("There is no circuit to show.");
  if (!stages_.empty()) {
    const CircuitMetrics size = measureCircuit(scene()->circuit());
    text = tr("%1 · %2, %3 on two qubits · depth %4")
               .arg(size.wires == 1 ? tr("1 qubit") : tr("%1 qubits").arg(size.wires),
                    size.gates == 1 ? tr("1 gate") : tr("%1 gates").arg(size.gates))
               .arg(size.twoWireGates)
               .arg(size.depth);
    const auto index = static_cast<std::size_t>(std::max(0, stageBox_->currentIndex()));
    const std::uint32_t copies = model_.stages[stages_[index]].copies;
    if (copies > 1) text += tr(" · runs %1 times for a sample").arg(copies);
  }
  status_->setText(text);
  status_->setToolTip(text);
  view_->setAccessibleDescription(text);
}

void CircuitPanel::showText() {
  QStringList lines;
  for (const std::string& line : circuitLines(scene()->circuit(), scene()->blocks(), theta_)) {
    lines << QString::fromStdString(line);
  }
  text_->setPlainText(lines.join('\n'));
}

void CircuitPanel::setParameters(std::span<const double> theta) {
  if (!theta.empty() && theta.size() != model_.parameterCount) return;
  theta_.assign(theta.begin(), theta.end());
  scene()->setParameters(theta);
}

void CircuitPanel::setGradients(std::span<const float> sizes) {
  if (sizes.size() != model_.parameterCount) return;
  if (!hasGradients_) showColoring(CircuitScene::Coloring::Gradient);
  hasGradients_ = true;
  gradients_.assign(sizes.begin(), sizes.end());
  scene()->setGradients(sizes);
}

void CircuitPanel::clearGradients() {
  hasGradients_ = false;
  scene()->clearGradients();
  showColoring(CircuitScene::Coloring::Category);
}

void CircuitPanel::showColoring(CircuitScene::Coloring coloring) {
  colorBox_->setCurrentIndex(static_cast<int>(coloring));
  legend_->setVisible(coloring == CircuitScene::Coloring::Gradient);
  scene()->setColoring(coloring);
}

void CircuitPanel::highlightBlock(std::optional<BlockId> block) {
  highlighted_ = block;
  mapView_->setHighlighted(block ? blocksUnder(stack_, *block) : std::vector<BlockId>());
  scene()->highlightBlock(block);
}

}  // namespace qonvolve::ui
