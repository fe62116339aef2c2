// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/self_check_tab.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "widgets/plateau/number_table.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

QString numberOf(double value) {
  return QLocale().toString(value, 'e', 3);
}

}  // namespace

SelfCheckTab::SelfCheckTab(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent),
      catalog_(std::move(catalog)),
      summary_(new QLabel(this)),
      button_(new QPushButton(this)),
      table_(new QTreeWidget(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(Spacing::kMedium, Spacing::kMedium, Spacing::kMedium,
                             Spacing::kMedium);
  auto* row = new QHBoxLayout;
  summary_->setWordWrap(true);
  row->addWidget(summary_, 1);
  row->addWidget(button_);
  column->addLayout(row);
  column->addWidget(table_, 1);
  table_->setAccessibleName(tr("Measured variances beside their references"));
  table_->setHeaderLabels(
      {tr("Circuit"), tr("Reference"), tr("Measured"), tr("Error"), tr("Difference"), tr("Draws")});
  table_->setRootIsDecorated(true);
  setUpNumberTable(*table_,
                   tr("Run the self-check, and each number stands here beside its reference."));
  timer_.setInterval(100);
  connect(&timer_, &QTimer::timeout, this, &SelfCheckTab::collect);
  connect(button_, &QPushButton::clicked, this, &SelfCheckTab::toggle);
  summary_->setText(
      tr("Scans circuits whose gradient variances are known exactly or were measured "
         "with other programs, and shows how far this one is off. Takes some "
         "seconds."));
  showBusy(false);
}

void SelfCheckTab::showBusy(bool busy) {
  button_->setText(busy ? tr("&Cancel") : tr("R&un the self-check"));
  button_->setIcon(icon(busy ? QStringLiteral("stop") : QStringLiteral("ok")));
  busy ? timer_.start() : timer_.stop();
}

void SelfCheckTab::toggle() {
  if (job_.isBusy()) {
    job_.cancel();
    collect();
    showBusy(false);
    summary_->setText(tr("Cancelled after %n row(s).", nullptr, static_cast<int>(shown_)));
    return;
  }
  table_->clear();
  shown_ = 0;
  wrong_ = 0;
  mailbox_ = std::make_shared<Mailbox>();
  job_.start(
      [catalog = catalog_, threads = threads_,
       mailbox = mailbox_](std::stop_token stop) -> Result<bool> {
        ThreadPool pool(threads);
        runSelfCheck(*catalog, SelfCheckSize::Quick, pool, stop, [&](const CheckRow& row) {
          const std::lock_guard lock(mailbox->mutex);
          mailbox->rows.push_back(row);
        });
        return true;
      },
      [this](const Result<bool>& done) {
        collect();
        showBusy(false);
        if (!done) {
          summary_->setText(QString::fromStdString(done.error().message));
        } else if (wrong_ == 0) {
          summary_->setText(tr("All %n number(s) agree within four standard errors.", nullptr,
                               static_cast<int>(shown_)));
        } else {
          summary_->setText(
              tr("%n number(s) differ by more than four standard errors.", nullptr, wrong_));
        }
        emit finished();
      });
  summary_->setText(tr("Measuring…"));
  showBusy(true);
}

void SelfCheckTab::collect() {
  std::vector<CheckRow> fresh;
  {
    const std::lock_guard lock(mailbox_->mutex);
    fresh.assign(mailbox_->rows.begin() + static_cast<std::ptrdiff_t>(shown_),
                 mailbox_->rows.end());
  }
  const Theme theme = Theme::fromPalette(palette());
  for (const CheckRow& row : fresh) {
    const QString title = QString::fromStdString(row.table);
    QTreeWidgetItem* group = table_->topLevelItem(table_->topLevelItemCount() - 1);
    if (group == nullptr || group->text(0) != title) {
      group = new QTreeWidgetItem(table_, {title});
      group->setFirstColumnSpanned(true);
      group->setExpanded(true);
    }
    const bool exact = row.error == 0;
    QString difference =
        exact ? tr("%1 relative")
                    .arg(QLocale().toString((row.measured - row.expected) / row.expected, 'e', 0))
              : tr("%1 errors").arg(QLocale().toString(row.deviation(), 'f', 1));
    if (row.undersampled) difference += tr(" (undersampled)");
    auto* item = new QTreeWidgetItem(
        group, {QString::fromStdString(row.name), numberOf(row.expected), numberOf(row.measured),
                exact ? tr("exact") : numberOf(std::hypot(row.error, row.expectedError)),
                difference, row.samples > 0 ? QString::number(row.samples) : QString()});
    for (int c = 1; c < table_->columnCount(); ++c) {
      item->setTextAlignment(c, Qt::AlignRight | Qt::AlignVCenter);
    }
    const bool fine = row.agrees();
    item->setIcon(0, fine ? icon(QStringLiteral("ok"), theme.success)
                          : icon(QStringLiteral("error"), theme.danger));
    if (!fine) ++wrong_;
    ++shown_;
  }
  if (!fresh.empty()) table_->scrollToBottom();
}

}  // namespace qonvolve::ui
