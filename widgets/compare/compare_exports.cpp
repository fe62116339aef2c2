// SPDX-License-Identifier: GPL-3.0-or-later
// What of the page that compares can be saved: plots and tables.
#include <QComboBox>
#include <QPainter>
#include <QTabWidget>

#include "core/io/comparison_output.h"
#include "widgets/compare/compare_page.h"
#include "widgets/compare/confusion_pair.h"
#include "widgets/compare/matrix_delegate.h"
#include "widgets/plots/csv_table.h"
#include "widgets/plots/painted_picture.h"

namespace qonvolve::ui {

namespace {

constexpr int kMatrixTab = 0;  // of plotNames()

}  // namespace

QStringList ComparePage::plotNames() const {
  return {tr("Matrix"), tr("Curves"),  tr("Every run"),
          tr("Cost"),   tr("Settings"), tr("Confusion matrices")};
}

Result<QByteArray> ComparePage::plot(int index, const QString& format, double dpi, double scale) {
  if (isEmpty()) {
    return Error{"", tr("Nothing is compared yet.").toStdString(),
                 tr("Make a comparison on the page Compare.").toStdString()};
  }
  if (index == kMatrixTab) return matrixPicture(format, dpi, scale);
  // Only the chart on the screen is up to date.
  if (index == 1) {
    courses_->setCurves(courseWork()({}), courseAxis_->currentText(), courseLabel());
    return courses_->picture(format, dpi, scale);
  }
  if (index == 2) {
    refreshStrip();
    return strips_->picture(format, dpi, scale);
  }
  if (index == 3) {
    refreshScatter();
    return scatter_->picture(format, dpi, scale);
  }
  if (index == 5) {
    refreshConfusion();
    return confusion_->picture(format, dpi, scale);
  }
  refreshParallel();
  return parallel_->picture(format, dpi, scale);
}

Result<QByteArray> ComparePage::matrixPicture(const QString& format, double dpi,
                                              double scale) const {
  if (!session_.isOpen()) {
    return Error{"", tr("Selected runs have no matrix.").toStdString(),
                 tr("Make a new comparison, or save another plot.").toStdString()};
  }
  if (format == QLatin1String("csv")) {
    std::vector<QStringList> rows{QStringList{QString()}};
    const auto oneLine = [](QString text) {
      return text.replace(QLatin1Char('\n'), QStringLiteral(", "));
    };
    for (int c = 0; c < model_.columnCount(); ++c) {
      rows[0] << oneLine(model_.headerData(c, Qt::Horizontal, Qt::DisplayRole).toString());
    }
    for (int r = 0; r < model_.rowCount(); ++r) {
      QStringList& row =
          rows.emplace_back(model_.headerData(r, Qt::Vertical, Qt::DisplayRole).toString());
      for (int c = 0; c < model_.columnCount(); ++c) {
        row << model_.index(r, c).data(Qt::DisplayRole).toString();
      }
    }
    return csvOf(rows);
  }
  return pictureFile({.title = QString::fromStdString(comparison_.title),
                      .description = sentence(),
                      .size = matrixSize(model_, font()),
                      .paint = [this](QPainter& painter) { paintMatrix(painter, model_, font()); }},
                     format, dpi, scale);
}

Result<QByteArray> ComparePage::runsTable(const QString& format) const {
  if (isEmpty()) {
    return Error{"", tr("Nothing is compared yet.").toStdString(),
                 tr("Make a comparison on the page Compare.").toStdString()};
  }
  return QByteArray::fromStdString(format == QLatin1String("csv") ? runsCsv(comparison_)
                                                                  : runsJsonLines(comparison_));
}

}  // namespace qonvolve::ui
