// SPDX-License-Identifier: GPL-3.0-or-later
// One piece of work at a time on a thread of its own; the answer comes back to the GUI thread.
#pragma once

#include <QObject>
#include <QThreadPool>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <new>
#include <stop_token>
#include <type_traits>

#include "core/base/result.h"

namespace qonvolve::ui {

/// A new job supersedes the one before: that one is asked to stop and its answer is dropped.
/// Destruction waits up to 2 s; work that takes longer goes on alone, so it must own all it uses.
class BackgroundJob : public QObject {
  Q_OBJECT

 public:
  explicit BackgroundJob(QObject* parent = nullptr);
  ~BackgroundJob() override;

  /// `work(std::stop_token)` returns a Result and runs on the thread; `done(Result)` runs on this
  /// object's thread unless the job was superseded or cancelled. Exceptions become errors.
  template <class Work, class Done>
  void start(Work work, Done done) {
    using Answer = std::invoke_result_t<Work, std::stop_token>;
    cancel();
    busy_ = true;
    const quint64 number = ++number_;
    stop_ = std::stop_source();
    pool_->start([work = std::move(work), done = std::move(done), link = link_, number,
                  token = stop_.get_token()] {
      auto answer = std::make_shared<Answer>(guarded<Answer>(work, token));
      link->post(number, [answer, done] { done(std::move(*answer)); });
    });
  }
  /// Drops what is going on; done() is not called.
  void cancel();
  bool isBusy() const { return busy_; }

 private:
  /// The way back, which ends when the owner does.
  struct Link {
    std::mutex mutex;
    BackgroundJob* owner = nullptr;
    void post(quint64 number, std::function<void()> deliver);
  };

  template <class Answer, class Work>
  static Answer guarded(const Work& work, const std::stop_token& token) {
    try {
      return work(token);
    } catch (const std::bad_alloc&) {
      return Error{"", "There is not enough memory for this.", "Use less data."};
    } catch (const std::exception& exception) {
      return Error{"", std::string("This ended unexpectedly: ") + exception.what() + ".", ""};
    }
  }

  std::unique_ptr<QThreadPool> pool_;
  std::shared_ptr<Link> link_;
  std::stop_source stop_;
  quint64 number_ = 0;
  bool busy_ = false;
};

}  // namespace qonvolve::ui
