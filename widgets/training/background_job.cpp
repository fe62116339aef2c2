// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/training/background_job.h"

namespace qonvolve::ui {
namespace {

constexpr int kWaitAtEnd = 2000;  // ms

}  // namespace

BackgroundJob::BackgroundJob(QObject* parent)
    : QObject(parent), pool_(std::make_unique<QThreadPool>()), link_(std::make_shared<Link>()) {
  pool_->setMaxThreadCount(1);
  link_->owner = this;
}

BackgroundJob::~BackgroundJob() {
  {
    const std::lock_guard lock(link_->mutex);
    link_->owner = nullptr;
  }
  stop_.request_stop();
  pool_->clear();
  if (!pool_->waitForDone(kWaitAtEnd)) static_cast<void>(pool_.release());
}

void BackgroundJob::cancel() {
  stop_.request_stop();
  pool_->clear();
  ++number_;
  busy_ = false;
}

void BackgroundJob::Link::post(quint64 number, std::function<void()> deliver) {
  const std::lock_guard lock(mutex);
  if (owner == nullptr) return;
  QMetaObject::invokeMethod(
      owner,
      [target = owner, number, deliver = std::move(deliver)] {
        if (target->number_ != number) return;
        target->busy_ = false;
        deliver();
      },
      Qt::QueuedConnection);
}

}  // namespace qonvolve::ui
