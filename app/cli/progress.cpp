// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/base/text.h"

namespace qonvolve::cli {

namespace {

constexpr double kTerminalInterval = 0.1;
constexpr double kPipeInterval = 5;
constexpr std::uint64_t kBarLength = 24;

std::size_t terminalWidth() {
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

}  // namespace

std::string durationText(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return "?";
  if (seconds < 59.95) return fixedText(seconds, 1) + " s";
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  if (whole < 3600) {
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  }
  return std::to_string(whole / 3600) + " h " + std::to_string(whole % 3600 / 60) + " min";
}

std::string countText(double value) {
  if (value < 9999.5) return fixedText(value, 0);
  if (value < 999'950) return fixedText(value / 1e3, 1) + " k";
  return fixedText(value / 1e6, 2) + " M";
}

Progress::Progress(std::string title, std::uint64_t total, double samplesPerStep)
    : title_(std::move(title)),
      total_(std::max<std::uint64_t>(1, total)),
      samplesPerStep_(samplesPerStep),
      terminal_(isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (terminal_ && shown_) std::fputs("\r\x1b[K", stderr);
}

void Progress::advance(std::uint64_t steps, double loss) {
  const std::lock_guard lock(mutex_);
  done_ += steps;
  loss_ = loss;
  show();
}

void Progress::detail(std::string text) {
  const std::lock_guard lock(mutex_);
  detail_ = std::move(text);
}

void Progress::show() {
  const Clock::time_point now = Clock::now();
  const double since = std::chrono::duration<double>(now - last_).count();
  if (since < (terminal_ ? kTerminalInterval : kPipeInterval)) return;
  last_ = now;
  shown_ = true;
  std::string text = line(std::chrono::duration<double>(now - start_).count());
  if (terminal_) {
    // The width counts characters; everything here is ASCII.
    text = "\r" + text.substr(0, terminalWidth() - 1) + "\x1b[K";
  } else {
    text += '\n';
  }
  std::fputs(text.c_str(), stderr);
  std::fflush(stderr);
}

std::string Progress::line(double seconds) const {
  const double part = std::min(1.0, static_cast<double>(done_) / static_cast<double>(total_));
  std::string text = title_ + " ";
  if (terminal_) {
    const auto full = static_cast<std::size_t>(part * static_cast<double>(kBarLength));
    text += "[" + std::string(full, '#') + std::string(kBarLength - full, '.') + "] ";
  }
  text += fixedText(100 * part, 0) + " %";
  if (!detail_.empty()) text += "  " + detail_;
  if (std::isfinite(loss_)) text += "  loss " + fixedText(loss_, 4);
  if (done_ > 0 && seconds > 0) {
    const double rate = static_cast<double>(done_) / seconds;
    text += "  " + countText(rate * samplesPerStep_) + " samples/s";
    text +=
        "  " + durationText(static_cast<double>(total_ - std::min(done_, total_)) / rate) + " left";
  }
  return text;
}

}  // namespace qonvolve::cli
