// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/sweep_table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "app/cli/progress.h"
#include "core/base/text.h"

namespace qonvolve::cli {

namespace {

constexpr double kDrawSeconds = 0.2;
constexpr std::size_t kWidestLabel = 40;

// Length in characters, not bytes.
std::size_t widthOf(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string left(std::string text, std::size_t width) {
  while (widthOf(text) > width && !text.empty()) {
    do {
      text.pop_back();
    } while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U);
  }
  return text + std::string(width - widthOf(text), ' ');
}

std::string right(const std::string& text, std::size_t width) {
  return widthOf(text) < width ? std::string(width - widthOf(text), ' ') + text : text;
}

std::size_t labelWidth(const SweepPlan& plan) {
  std::size_t width = 8;
  for (const SweepCell& cell : plan.cells) width = std::max(width, widthOf(cell.label));
  return std::min(width, kWidestLabel);
}

bool hasEnded(SweepState state) {
  return state == SweepState::Done || state == SweepState::Diverged || state == SweepState::Failed;
}

std::string accuracyText(const RunRecord& record) {
  const auto value = metricOf(record, SweepMetric::Automatic);
  return value ? fixedText(100 * *value, 1) + " %" : "-";
}

}  // namespace

LiveTable::LiveTable(const SweepPlan& plan)
    : plan_(plan),
      statuses_(plan.runs.size()),
      progress_(plan.runs.size()),
      terminal_(isatty(STDERR_FILENO) == 1) {}

LiveTable::~LiveTable() {
  wipe();
}

bool LiveTable::take(const SweepUpdate& update) {
  const std::lock_guard lock(mutex_);
  SweepStatus& status = statuses_[update.run];
  const bool fresh = hasEnded(update.status.state) && !hasEnded(status.state);
  const bool here = fresh && status.state == SweepState::Running;
  status = update.status;
  progress_[update.run] = update.totalSteps > 0 ? static_cast<double>(update.step) /
                                                      static_cast<double>(update.totalSteps)
                                                : 0;
  if (fresh) ++(here ? ended_ : before_);
  if (terminal_) {
    const Clock::time_point now = Clock::now();
    if (fresh || std::chrono::duration<double>(now - last_).count() >= kDrawSeconds) {
      last_ = now;
      draw();
    }
  } else if (here && status.record) {
    const RunRecord& record = *status.record;
    std::string line = std::to_string(before_ + ended_) + "/" + std::to_string(plan_.runs.size()) +
                       "  " + plan_.cells[plan_.runs[update.run].cell].label + "  seed " +
                       std::to_string(plan_.runs[update.run].seed) + "  " + accuracyText(record) +
                       "  " + durationText(record.seconds);
    if (status.state != SweepState::Done) line += "  " + std::string(sweepStateName(status.state));
    std::fputs((line + "\n").c_str(), stderr);
  }
  return fresh;
}

std::string LiveTable::lines(std::size_t rows, std::size_t columns) const {
  const SweepResults results = collectResults(plan_, statuses_);
  const std::size_t label = labelWidth(plan_);
  std::string text;
  std::size_t shown = 0;
  // Where there are more designs than rows: those at work first.
  std::vector<std::size_t> order(plan_.cells.size());
  for (std::size_t c = 0; c < order.size(); ++c) order[c] = c;
  const auto active = [&](std::size_t c) {
    return results.cells[c].count[static_cast<std::size_t>(SweepState::Running)] > 0;
  };
  if (order.size() > rows) std::stable_partition(order.begin(), order.end(), active);
  for (const std::size_t c : order) {
    if (shown == rows) break;
    std::string marks;
    for (const std::size_t run : plan_.cells[c].runs) {
      constexpr std::string_view kMarks[] = {"·", "▸", "◦", "●", "×", "!"};
      marks += kMarks[static_cast<std::size_t>(statuses_[run].state)];
    }
    std::string line = left(plan_.cells[c].label, label) + " " +
                       right(percentText(results.cells[c].spread), 12) + "  " + marks;
    for (const std::size_t run : plan_.cells[c].runs) {
      if (statuses_[run].state == SweepState::Running) {
        line += "  " + fixedText(100 * progress_[run], 0) + " %";
      }
    }
    if (plan_.cells[c].problem) line += "cannot run: " + plan_.cells[c].problem->message;
    text += left(line, columns - 1) + "\n";
    ++shown;
  }
  const double seconds = std::chrono::duration<double>(Clock::now() - start_).count();
  std::string foot =
      std::to_string(before_ + ended_) + " of " + std::to_string(plan_.runs.size()) + " runs";
  if (ended_ > 0) {
    const double rate = static_cast<double>(ended_) / seconds;
    foot += ", " + fixedText(rate, rate < 1 ? 2 : 1) + " a second, " +
            durationText(static_cast<double>(plan_.runs.size() - before_ - ended_) / rate) +
            " left";
  }
  return text + left(foot, columns - 1) + "\n";
}

void LiveTable::draw() {
  winsize size{};
  const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 3;
  const std::size_t rows = known ? size.ws_row - 3U : 20;
  const std::string text = lines(rows, known && size.ws_col > 20 ? size.ws_col : 80);
  std::string out = drawn_ > 0 ? "\x1b[" + std::to_string(drawn_) + "A" : "";
  out += "\x1b[J" + text;
  std::fputs(out.c_str(), stderr);
  std::fflush(stderr);
  drawn_ = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

void LiveTable::wipe() {
  const std::lock_guard lock(mutex_);
  if (drawn_ == 0) return;
  std::fputs(("\x1b[" + std::to_string(drawn_) + "A\x1b[J").c_str(), stderr);
  drawn_ = 0;
}

std::string sweepTableText(const SweepPlan& plan, const SweepResults& results) {
  const std::size_t label = labelWidth(plan);
  std::string text =
      left("", label) + "   accuracy %  seeds  parameters  2-qubit gates  circuits  seconds\n";
  for (std::size_t c = 0; c < plan.cells.size(); ++c) {
    const SweepCell& cell = plan.cells[c];
    const CellResult& result = results.cells[c];
    if (cell.problem) continue;
    const char* mark = result.best ? "*" : result.noClearDifference ? "=" : " ";
    text += left(cell.label, label) + right(percentText(result.spread), 13) + mark + " " +
            right(std::to_string(result.spread.count) + "/" + std::to_string(cell.runs.size()), 5) +
            right(std::to_string(cell.parameters), 12) +
            right(std::to_string(cell.twoQubitGates), 15) +
            right(result.spread.count == 0 ? "-" : countText(result.evaluations.mean), 10) +
            right(result.spread.count == 0 ? "-" : fixedText(result.seconds.mean, result.seconds.mean < 1 ? 3 : 1), 9);
    if (result.stuck > 0) text += "  " + std::to_string(result.stuck) + " stuck";
    if (const std::size_t n = result.count[static_cast<std::size_t>(SweepState::Diverged)]; n > 0) {
      text += "  " + std::to_string(n) + " diverged";
    }
    if (const std::size_t n = result.count[static_cast<std::size_t>(SweepState::Failed)]; n > 0) {
      text += "  " + std::to_string(n) + " failed";
    }
    text += "\n";
  }
  return text;
}

std::string planText(const SweepPlan& plan, const SweepStore& store) {
  const SweepResults results = collectResults(plan, readStatuses(plan, store));
  std::string text;
  const std::size_t label = labelWidth(plan);
  for (std::size_t c = 0; c < plan.cells.size(); ++c) {
    const SweepCell& cell = plan.cells[c];
    text += left(cell.label, label) + "  ";
    if (cell.problem) {
      text += "cannot run: " + cell.problem->message + "\n";
      continue;
    }
    const std::size_t done = results.cells[c].count[static_cast<std::size_t>(SweepState::Done)];
    text += std::to_string(done) + " of " + std::to_string(cell.runs.size()) + " runs done, " +
            std::to_string(cell.qubits) + " qubits, " + std::to_string(cell.parameters) +
            " parameters\n";
  }
  return text + std::to_string(plan.runs.size()) + " runs, " + std::to_string(results.done) +
         " done\n";
}

}  // namespace qonvolve::cli
