// SPDX-License-Identifier: GPL-3.0-or-later
// A spin box for integers and reals of any size, with steps that suit the range.
#include "widgets/inspector/number_spin.h"

#include <QLocale>
#include <QRegularExpression>
#include <QTimer>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "core/circuit/gate_text.h"
#include "widgets/models/stack_text.h"

namespace qonvolve::ui {
namespace {

constexpr int kShownDigits = 6;
constexpr int kLongestWord = 10;                      // of what 0 means
constexpr double kLargestExact = 9007199254740992.0;  // 2^53

double roundStep(double range) {
  const double raw = range / 20;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  const double part = raw / power;
  return (part < 1.5 ? 1 : part < 3.5 ? 2 : part < 7.5 ? 5 : 10) * power;
}

/// What the help says that 0 means, in a word; empty if 0 is a number like others.
QString wordForZero(const Field& field) {
  static const QRegularExpression meaning(QStringLiteral("(?:^|[ ;.])0: ([^;.,]+)"));
  if (field.minimum != 0) return {};
  const auto match = meaning.match(QString::fromStdString(field.help));
  if (!match.hasMatch()) return {};
  const QString words = match.captured(1).trimmed();
  return words.size() <= kLongestWord ? words : NumberSpin::tr("automatic");
}

}  // namespace

double nextRound(double value, int direction) {
  if (!(value > 0)) return value;
  const double power = std::pow(10.0, std::floor(std::log10(value) + 1e-12));
  constexpr double kParts[] = {0.5, 1, 2, 5, 10};
  if (direction > 0) {
    for (const double part : kParts) {
      if (part * power > value * (1 + 1e-9)) return part * power;
    }
    return 20 * power;
  }
  for (int i = 4; i >= 0; --i) {
    if (kParts[i] * power < value * (1 - 1e-9)) return kParts[i] * power;
  }
  return 0.2 * power;
}

NumberSpin::NumberSpin(const Field& field, QWidget* parent)
    : QDoubleSpinBox(parent),
      field_(field),
      integral_(field.kind == Field::Kind::Integer),
      logarithmic_(field.logarithmic) {
  setDecimals(integral_ ? 0 : 17);
  const double low = std::max(field.minimum, -kLargestExact);
  const double high = std::min(field.maximum, kLargestExact);
  setRange(low, high);
  setSingleStep(integral_ ? 1 : high - low <= 1000 ? roundStep(high - low) : 1);
  setKeyboardTracking(false);
  setFocusPolicy(Qt::StrongFocus);
  setSpecialValueText(wordForZero(field));
  if (!field.unit.empty()) setSuffix(QLatin1Char(' ') + QString::fromStdString(field.unit));
}

void NumberSpin::stepBy(int steps) {
  if (!logarithmic_) {
    QDoubleSpinBox::stepBy(steps);
    return;
  }
  double next = value();
  for (int i = 0; i < std::abs(steps); ++i) next = nextRound(next, steps);
  setValue(next > 0 ? next : std::max(minimum(), 1e-3));
}

QString NumberSpin::textFromValue(double value) const {
  QLocale local = locale();
  local.setNumberOptions(QLocale::OmitGroupSeparator);
  if (integral_) return local.toString(static_cast<qlonglong>(value));
  if (field_.unit == "rad" && piValue(fieldText(field_, value).toStdString())) {
    return fieldText(field_, value);
  }
  const QString full = local.toString(value, 'g', QLocale::FloatingPointShortest);
  return full.size() <= kShownDigits + 2 ? full : local.toString(value, 'g', kShownDigits);
}

std::optional<double> NumberSpin::parse(const QString& text) const {
  if (!specialValueText().isEmpty() && text == specialValueText()) return minimum();
  QString number = text;
  if (!suffix().isEmpty() && number.endsWith(suffix())) number.chop(suffix().size());
  number = number.trimmed();
  bool ok = false;
  double value = locale().toDouble(number, &ok);
  if (!ok) value = QLocale::c().toDouble(number, &ok);
  if (!ok && field_.unit == "rad") {
    const auto turns = piValue(number.toLower().toStdString());
    ok = turns.has_value();
    value = turns.value_or(0);
  }
  if (!ok || !std::isfinite(value)) return std::nullopt;
  if (integral_ && value != std::floor(value)) return std::nullopt;
  return value;
}

double NumberSpin::valueFromText(const QString& text) const {
  // Text that was not edited stands for the number behind it, which may have more digits.
  const QString number = textFromValue(value());
  if (text == number || text == number + suffix()) return value();
  return parse(text).value_or(value());
}

QValidator::State NumberSpin::validate(QString& text, int&) const {
  const auto value = parse(text);
  if (!value) return QValidator::Intermediate;
  return *value >= minimum() && *value <= maximum() ? QValidator::Acceptable
                                                    : QValidator::Intermediate;
}

QSize NumberSpin::sizeHint() const {
  QSize size = QDoubleSpinBox::sizeHint();
  size.setWidth(fontMetrics().averageCharWidth() * 16);  // not as wide as the largest number
  return size;
}

QSize NumberSpin::minimumSizeHint() const {
  return {fontMetrics().averageCharWidth() * 11, QDoubleSpinBox::minimumSizeHint().height()};
}

void NumberSpin::focusInEvent(QFocusEvent* event) {
  QDoubleSpinBox::focusInEvent(event);
  // A digit takes the place of the word.
  if (text() == specialValueText()) QTimer::singleShot(0, this, &QAbstractSpinBox::selectAll);
}

void NumberSpin::wheelEvent(QWheelEvent* event) {
  if (hasFocus()) {
    QDoubleSpinBox::wheelEvent(event);
  } else {
    event->ignore();  // scrolling past a form must not change it
  }
}

}  // namespace qonvolve::ui
