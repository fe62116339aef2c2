// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plateau/scan_session.h"

namespace qonvolve::ui {
namespace {

constexpr int kInterval = 100;  // ms

}  // namespace

ScanSession::ScanSession(std::shared_ptr<const Catalog> catalog, QObject* parent)
    : QObject(parent), catalog_(std::move(catalog)) {
  timer_.setInterval(kInterval);
  connect(&timer_, &QTimer::timeout, this, [this] {
    collect();
    emit progressed();
  });
}

void ScanSession::start(const Experiment& experiment, const ScanSettings& settings,
                        std::size_t threads) {
  experiment_ = experiment;
  settings_ = settings;
  points_.clear();
  skipped_.clear();
  planned_ = 0;
  fraction_ = 0;
  mailbox_ = std::make_shared<Mailbox>();
  busy_ = true;
  clock_.start();
  timer_.start();
  const auto work = [experiment, settings, threads, catalog = catalog_,
                     mailbox = mailbox_](std::stop_token stop) -> Result<void> {
    const auto plan = planScan(experiment, *catalog, settings);
    if (!plan) return plan.error();
    {
      const std::lock_guard lock(mailbox->mutex);
      mailbox->planned = plan->cases.size();
      for (const Error& error : plan->skipped) {
        mailbox->skipped << QString::fromStdString(error.message);
      }
    }
    ThreadPool pool(threads);
    const auto points = runScan(*plan, pool, stop, [&](const ScanProgress& now) {
      const std::lock_guard lock(mailbox->mutex);
      mailbox->fraction = now.done;
      if (now.point != nullptr) mailbox->points.push_back(*now.point);
    });
    if (!points) return points.error();
    return {};
  };
  job_.start(work, [this](const Result<void>& done) {
    collect();
    timer_.stop();
    busy_ = false;
    if (done) {
      emit finished(false);
    } else {
      emit failed(done.error());
    }
  });
  emit started();
}

void ScanSession::cancel() {
  if (!busy_) return;
  job_.cancel();
  collect();
  timer_.stop();
  busy_ = false;
  emit finished(true);
}

void ScanSession::clear() {
  cancel();
  points_.clear();
  skipped_.clear();
  fraction_ = 0;
}

double ScanSession::secondsLeft() const {
  if (fraction_ < 0.01) return -1;
  const double so = static_cast<double>(clock_.elapsed()) / 1000;
  return so * (1 - fraction_) / fraction_;
}

void ScanSession::collect() {
  const std::lock_guard lock(mailbox_->mutex);
  for (std::size_t i = points_.size(); i < mailbox_->points.size(); ++i) {
    points_.push_back(mailbox_->points[i]);
  }
  skipped_ = mailbox_->skipped;
  planned_ = mailbox_->planned;
  fraction_ = mailbox_->fraction;
}

}  // namespace qonvolve::ui
