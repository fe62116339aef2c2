// SPDX-License-Identifier: GPL-3.0-or-later
// Samples as a list of cards: picture before and after preprocessing, or feature values, and words.
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QImage>
#include <QString>
#include <functional>
#include <span>

#include "core/data/dataset.h"

namespace qonvolve::ui {

/// What a card shows of one sample.
struct SampleCard {
  QImage before;  // null: no image; `detail` then lists the features
  QImage seen;    // null: nothing to compare with
  QString title;
  QString detail;
  QString toolTip;  // also what a screen reader says
  bool wrong = false;
};

/// Cards are made when they are first asked for, so lists may be long.
class SampleModel : public QAbstractListModel {
  Q_OBJECT

 public:
  enum Role { BeforeRole = Qt::UserRole, SeenRole, DetailRole, WrongRole };

  explicit SampleModel(QObject* parent = nullptr);

  void setSamples(int count, std::function<SampleCard(int row)> make);
  void clear() { setSamples(0, {}); }

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  int count_ = 0;
  std::function<SampleCard(int)> make_;
  mutable QHash<int, SampleCard> cards_;
};

/// An image of a sample, `low` black and `high` white; null if the shape is no image.
QImage sampleImage(std::span<const double> values, const FeatureShape& shape, double low,
                   double high);
/// "x1 0.52, x2 -1.3, ..." with at most `most` features.
QString featureText(const QStringList& names, std::span<const double> values, int most);

}  // namespace qonvolve::ui
