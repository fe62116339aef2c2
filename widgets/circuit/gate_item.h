// SPDX-License-Identifier: GPL-3.0-or-later
// One element of a circuit drawing: a gate, a two-wire unit, a folded block, a readout.
#pragma once

#include <QGraphicsItem>
#include <QStaticText>

#include "core/circuit/diagram_geometry.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

/// Paints what a PlacedGate and its GateGeometry say. Refers to both; the scene replaces the items
/// when they change. Colours, value and emphasis are pushed in by the scene.
class GateItem : public QGraphicsItem {
 public:
  enum { Type = UserType + 1 };
  /// How much an item stands out; the highest that applies wins.
  enum class Emphasis { None, Shared, Hovered, Current };

  GateItem(int index, const PlacedGate& gate, const GateGeometry& shape, const Theme& theme,
           std::string_view category);

  int index() const { return index_; }
  const PlacedGate& gate() const { return gate_; }

  /// Fill while training; an invalid colour returns to the category's.
  void setHeat(const QColor& color);
  /// Shown instead of the caption from 80 % zoom on; empty: the caption always.
  void setValue(const QString& value);
  void setEmphasis(Emphasis emphasis);
  Emphasis emphasis() const { return emphasis_; }
  QColor fill() const;

  int type() const override { return Type; }
  QRectF boundingRect() const override;
  QPainterPath shape() const override;
  void paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget* widget) override;

 private:
  void paintConnector(QPainter* painter) const;
  void paintPoints(QPainter* painter) const;
  void paintMeter(QPainter* painter, const QRectF& box, double zoom) const;
  void paintBox(QPainter* painter, const QRectF& box, double zoom) const;
  void paintText(QPainter* painter, const QRectF& box, double zoom) const;
  QColor line() const;

  int index_;
  const PlacedGate& gate_;
  const GateGeometry& geometry_;
  const Theme& theme_;
  Fill category_;
  QColor heat_;
  Emphasis emphasis_ = Emphasis::None;
  QStaticText symbol_;
  QStaticText tag_;
  QStaticText caption_;
  QStaticText value_;
  QStaticText note_;
};

}  // namespace qonvolve::ui
