// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/confusion_pair.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>
#include <algorithm>

#include "widgets/plots/confusion_view.h"
#include "widgets/plots/painted_picture.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {

namespace {

constexpr int kShown = 12;

const Scores& shownScores(const RunRecord& record) {
  if (record.test.samples > 0) return record.test;
  return record.validation.samples > 0 ? record.validation : record.train;
}

Scores summed(const ComparedDesign& design) {
  Scores sum;
  for (const ComparedRun& run : design.runs) {
    const Scores& one = shownScores(run.record);
    if (one.confusion.empty()) continue;
    if (sum.confusion.empty()) {
      sum = one;
      continue;
    }
    if (sum.confusion.size() != one.confusion.size()) continue;
    for (std::size_t i = 0; i < one.confusion.size(); ++i) {
      for (std::size_t k = 0; k < one.confusion[i].size(); ++k) {
        sum.confusion[i][k] += one.confusion[i][k];
      }
    }
    sum.samples += one.samples;
  }
  return sum;
}

}  // namespace

ConfusionPair::ConfusionPair(QWidget* parent) : QWidget(parent) {
  auto* grid = new QGridLayout(this);
  for (int i = 0; i < 2; ++i) {
    names_[i] = new QLabel(this);
    names_[i]->setWordWrap(true);
    names_[i]->setAlignment(Qt::AlignCenter);
    views_[i] = new ConfusionView(this);
    views_[i]->setEmptyText(i == 0 ? tr("Select a design to see what it takes for what.")
                                   : tr("Select a second design to see it beside the first."));
    grid->addWidget(names_[i], 0, i);
    grid->addWidget(views_[i], 1, i);
  }
  words_ = new QLabel(this);
  words_->setWordWrap(true);
  words_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  grid->addWidget(words_, 2, 0, 1, 2);
  grid->setRowStretch(1, 1);
  setDesigns(nullptr, nullptr);
}

void ConfusionPair::setDesigns(const ComparedDesign* left, const ComparedDesign* right) {
  const ComparedDesign* designs[] = {left, right};
  for (int i = 0; i < 2; ++i) {
    const ComparedDesign* design = designs[i];
    if (design == nullptr || design->runs.empty()) {
      names_[i]->clear();
      views_[i]->clear();
      continue;
    }
    QStringList classes;
    for (const std::string& name : design->runs.front().record.classNames) {
      classes << QString::fromStdString(name);
    }
    const Scores scores = summed(*design);
    names_[i]->setText(tr("%1, %n run(s)", nullptr, static_cast<int>(design->runs.size()))
                           .arg(QString::fromStdString(design->label)));
    views_[i]->setScores(scores, classes);
    views_[i]->setTitle(names_[i]->text());
  }
  if (left == nullptr || right == nullptr) {
    setDisagreement(tr("Select two designs to see where they disagree."));
  }
}

void ConfusionPair::setDisagreement(const QString& words) {
  words_->setText(words);
}

Result<QByteArray> ConfusionPair::picture(const QString& format, double dpi, double scale) const {
  std::vector<const ConfusionView*> shown;
  for (const ConfusionView* view : views_) {
    if (!view->isEmpty()) shown.push_back(view);
  }
  if (shown.empty()) {
    return Error{"", tr("There is no confusion matrix yet.").toStdString(),
                 tr("Select one or two designs on the page Compare.").toStdString()};
  }
  if (format == QLatin1String("csv")) {
    QStringList parts;
    for (const ConfusionView* view : shown) {
      parts << QStringLiteral("# ") + view->title() + QLatin1Char('\n') + view->toCsv();
    }
    return parts.join(QLatin1Char('\n')).toUtf8();
  }
  QSize page;
  QStringList titles;
  for (const ConfusionView* view : shown) {
    const QSize size = view->pictureSize();
    page = {page.width() + size.width() + Spacing::kHuge, std::max(page.height(), size.height())};
    titles << view->title();
  }
  const auto paint = [&shown, page](QPainter& painter) {
    const Theme theme = Theme::light();
    painter.fillRect(QRect(QPoint(0, 0), page), theme.base);
    painter.save();
    for (const ConfusionView* view : shown) {
      view->paintPicture(painter, view->pictureSize(), theme);
      painter.translate(view->pictureSize().width() + Spacing::kHuge, 0);
    }
    painter.restore();
  };
  return pictureFile({.title = titles.join(QStringLiteral(" | ")),
                      .description = words_->text(),
                      .size = page,
                      .paint = paint},
                     format, dpi, scale);
}

Result<QString> disagreementOf(const QString& leftFolder, const QString& rightFolder,
                               const QString& leftName, const QString& rightName,
                               const Catalog& catalog, std::stop_token stop) {
  ThreadPool pool(1);
  auto left = loadRunResults(leftFolder, catalog, pool, stop);
  if (!left) return left.error();
  auto right = loadRunResults(rightFolder, catalog, pool, stop);
  if (!right) return right.error();
  if (!*left || !*right) return Error{"", "This was stopped.", ""};
  for (const DataPart part : {DataPart::Test, DataPart::Validation, DataPart::Train}) {
    const PartResults* a = (*left)->find(part);
    const PartResults* b = (*right)->find(part);
    if (a == nullptr || b == nullptr) continue;
    const Dataset& data = (*left)->raw(part);
    if (data.y != (*right)->raw(part).y) break;
    int both = 0, onlyLeft = 0, onlyRight = 0, none = 0;
    QStringList rows;
    for (Eigen::Index i = 0; i < a->probabilities.rows(); ++i) {
      const int truth = data.y[static_cast<std::size_t>(i)];
      const bool leftRight = predictedClass(a->probabilities, i) == truth;
      const bool rightRight = predictedClass(b->probabilities, i) == truth;
      ++(leftRight ? (rightRight ? both : onlyLeft) : (rightRight ? onlyRight : none));
      if (leftRight != rightRight && rows.size() < kShown) rows << QString::number(i + 1);
    }
    QString words = ConfusionPair::tr(
                        "Seed %1, %2 samples: both right %3, only %4 right %5, only "
                        "%6 right %7, both wrong %8.")
                        .arg((*left)->record.seed)
                        .arg(data.size())
                        .arg(both)
                        .arg(leftName)
                        .arg(onlyLeft)
                        .arg(rightName)
                        .arg(onlyRight)
                        .arg(none);
    if (!rows.isEmpty()) {
      words += " " + ConfusionPair::tr("They disagree on samples %1%2.")
                         .arg(rows.join(QStringLiteral(", ")),
                              onlyLeft + onlyRight > kShown ? QStringLiteral(", …") : QString());
    }
    return words;
  }
  return ConfusionPair::tr("The two were not scored on the same samples.");
}

}  // namespace qonvolve::ui
