// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/models/sample_model.h"

#include <QLocale>
#include <QStringList>
#include <algorithm>

namespace qonvolve::ui {

SampleModel::SampleModel(QObject* parent) : QAbstractListModel(parent) {}

void SampleModel::setSamples(int count, std::function<SampleCard(int row)> make) {
  beginResetModel();
  count_ = count;
  make_ = std::move(make);
  cards_.clear();
  endResetModel();
}

int SampleModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : count_;
}

QVariant SampleModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid() || index.row() >= count_) return {};
  auto card = cards_.find(index.row());
  if (card == cards_.end()) card = cards_.insert(index.row(), make_(index.row()));
  switch (role) {
    case Qt::DisplayRole:
      return card->title;
    case DetailRole:
      return card->detail;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
      return card->toolTip;
    case BeforeRole:
      return card->before;
    case SeenRole:
      return card->seen;
    case WrongRole:
      return card->wrong;
    default:
      return {};
  }
}

QImage sampleImage(std::span<const double> values, const FeatureShape& shape, double low,
                   double high) {
  if (!shape.isImage() || values.size() < shape.features) return {};
  QImage image(static_cast<int>(shape.width), static_cast<int>(shape.height),
               QImage::Format_Grayscale8);
  const double scale = high > low ? 255 / (high - low) : 0;
  std::size_t at = 0;
  for (int y = 0; y < image.height(); ++y) {
    uchar* line = image.scanLine(y);
    for (int x = 0; x < image.width(); ++x) {
      line[x] = static_cast<uchar>(std::clamp((values[at++] - low) * scale, 0.0, 255.0));
    }
  }
  return image;
}

QString featureText(const QStringList& names, std::span<const double> values, int most) {
  const QLocale locale;
  QStringList parts;
  for (std::size_t i = 0; i < values.size() && parts.size() < most; ++i) {
    parts << QStringLiteral("%1 %2").arg(names.value(static_cast<qsizetype>(i)),
                                         locale.toString(values[i], 'g', 3));
  }
  if (static_cast<int>(values.size()) > most) parts << QStringLiteral("…");
  return parts.join(QStringLiteral(", "));
}

}  // namespace qonvolve::ui
