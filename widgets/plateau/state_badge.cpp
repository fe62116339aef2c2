// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/state_badge.h"

#include <QEvent>
#include <QLocale>

#include "core/analysis/verdict.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString words(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace

StateBadge::StateBadge(QWidget* parent) : QLabel(parent) {
  setObjectName(QStringLiteral("stateBadge"));
  setAccessibleName(tr("State of the training"));
  setTextFormat(Qt::RichText);
  refresh();
}

void StateBadge::setReading(const std::optional<WatchReading>& reading) {
  reading_ = reading;
  refresh();
}

void StateBadge::setMoment(Moment moment) {
  if (moment == moment_) return;
  moment_ = moment;
  refresh();
}

void StateBadge::setEarlierDesign(bool earlier) {
  if (earlier == earlierDesign_) return;
  earlierDesign_ = earlier;
  refresh();
}

void StateBadge::refresh() {
  const bool shown = reading_ && reading_->state != TrainingState::Starting;
  setVisible(shown);
  if (!shown) return;
  const Theme theme = Theme::fromPalette(palette());
  QColor color = theme.success;
  switch (reading_->state) {
    case TrainingState::Starting:
    case TrainingState::Training:
    case TrainingState::Converged:
      break;
    case TrainingState::Stalled:
    case TrainingState::Saddle:
    case TrainingState::ShotLimited:
      color = theme.warning;
      break;
    case TrainingState::Plateau:
    case TrainingState::NoiseInduced:
      color = theme.danger;
      break;
  }
  QString price;
  QString help = words(helpOf(reading_->state));
  if (reading_->shotsPerAngle > 0) {
    const QString shots = QString::fromStdString(largeNumberText(reading_->shotsPerAngle));
    if (moment_ == Moment::Running) price = tr(" · %1 shots per angle").arg(shots);
    help += QLatin1Char('\n') +
            tr("With %1 shots for each angle a typical derivative would be as large as its noise.")
                .arg(shots);
  }
  QString state = words(labelOf(reading_->state));
  switch (moment_) {
    case Moment::Running:
      break;
    case Moment::Paused:
      state = tr("When paused: %1").arg(state);
      break;
    case Moment::Ended:
      state = tr("At the end: %1").arg(state);
      break;
  }
  if (earlierDesign_) {
    state = tr("Earlier design: %1").arg(words(labelOf(reading_->state)));
    help = tr("The design has changed since this run began.") + QLatin1Char('\n') + help;
  }
  const bool running = moment_ == Moment::Running;
  if (!running) color = theme.mutedText;
  setText(QStringLiteral("<span style=\"color:%1\">%2</span> %3%4")
              .arg(color.name(), running ? QStringLiteral("●") : QStringLiteral("○"),
                   state.toHtmlEscaped(), price.toHtmlEscaped()));
  setToolTip(help);
  setAccessibleDescription(state + price + QStringLiteral(". ") + help);
}

void StateBadge::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::PaletteChange) refresh();
}

}  // namespace qonvolve::ui
