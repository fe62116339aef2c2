// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/session.h"

#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>

#include <QDir>
#include <QFileInfo>

#include "core/base/text.h"
#include "core/experiment/assemble.h"
#include "core/experiment/validate.h"
#include "core/io/examples.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"

namespace qonvolve::cli {

namespace {

/// Why standard output took less than it was given; 0: it took all.
int outputError = 0;

void write(std::FILE* file, std::string_view text) {
  errno = 0;
  const bool taken =
      std::fwrite(text.data(), 1, text.size(), file) == text.size() && std::fflush(file) == 0;
  if (!taken && file == stdout && outputError == 0) outputError = errno != 0 ? errno : EIO;
}

void message(const char* kind, const Error& error) {
  std::string text = std::string(kind) + ": ";
  if (!error.where.empty()) text += error.where + ": ";
  text += error.message + "\n";
  if (!error.hint.empty()) text += "  " + error.hint + "\n";
  write(stderr, text);
}

}  // namespace

Result<Opened> openExperiment(const Arguments& arguments, const Catalog& catalog) {
  const std::string& name = arguments.positional(0);
  Opened opened;
  if (name.starts_with("example:")) {
    auto example = loadExample(name.substr(8), catalog);
    if (!example) return example.error();
    opened.experiment = std::move(*example);
    opened.folder = QDir::currentPath().toStdString();
  } else if (QFileInfo(QString::fromStdString(name)).isDir()) {
    return Error{name, "This is a folder, not an experiment.",
                 "Of a run, give its file: \"" + name +
                     "/experiment.qonv\". Commands that take --run read trained parameters from "
                     "the folder."};
  } else {
    auto loaded = loadExperiment(QString::fromStdString(name), catalog);
    if (!loaded) return loaded.error();
    opened.experiment = std::move(loaded->experiment);
    opened.folder = loaded->folder.toStdString();
    opened.warnings = std::move(loaded->warnings);
  }
  for (const std::string& setting : arguments.values("set")) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      return Error{"--set " + setting, "A value is missing.",
                   "Write POINTER=VALUE, for example /train/epochs=10."};
    }
    if (auto done = changeSetting(opened.experiment, catalog, setting.substr(0, equals),
                                  setting.substr(equals + 1));
        !done) {
      return done.error();
    }
  }
  return opened;
}

Result<Model> compileDesign(const Opened& opened, const Catalog& catalog) {
  // The data decide the number of qubits of some encodings.
  std::optional<DataSummary> summary;
  if (auto known = summarizeSource(opened.experiment, catalog, opened.folder)) {
    summary = std::move(*known);
  } else {
    warn(known.error());
  }
  Checked checked = check(opened.experiment, catalog, summary);
  for (const Issue& issue : checked.issues) {
    if (issue.severity == Severity::Error && issue.where.starts_with("/stack")) {
      return Error{issue.where, issue.message, issue.hint};
    }
  }
  return std::move(checked.model);
}

Result<std::size_t> threadCount(const Arguments& arguments) {
  const auto threads = arguments.integer("threads", 1, 1024);
  if (!threads) return threads.error();
  return static_cast<std::size_t>(threads->value_or(0));
}

int fail(const Error& error) {
  message("error", error);
  return error.where.starts_with("--") ? kUsage : kFailed;
}

void warn(const Error& error) {
  message("warning", error);
}

void note(const std::string& text) {
  write(stderr, text + "\n");
}

Result<void> writeAndSay(const std::string& file, std::string_view text) {
  auto written = writeFile(QString::fromStdString(file), text);
  if (written) note("Written to " + file + ".");
  return written;
}

void printJson(const Json& json) {
  write(stdout, writeJson(json));
}

void print(std::string_view text) {
  write(stdout, text);
}

int finish(int code) {
  if (outputError == 0) return code;
  const int failed = fail({"standard output",
                           std::string("Could not be written: ") + std::strerror(outputError) + ".",
                           "What was printed is not complete."});
  return code == kDone ? failed : code;
}

namespace {

// The fix as options of a command; one that sets several options of a step has several.
std::string settingText(const Fix& fix) {
  if (!fix.path.ends_with("/options")) return "--set " + fix.path + "=" + fix.value;
  std::vector<std::string> settings;
  for (const std::string& option : split(fix.value, ',')) {
    settings.push_back("--set " + fix.path + "/" + option);
  }
  return join(settings, " ");
}

}  // namespace

std::string issueText(const Issue& issue) {
  constexpr const char* kNames[] = {"note", "warning", "error"};
  std::string text = kNames[static_cast<int>(issue.severity)];
  text += ": " + (issue.where.empty() ? "" : issue.where + ": ") + issue.message + "\n";
  if (!issue.hint.empty()) text += "  " + issue.hint + "\n";
  for (const Fix& fix : issue.fixes) {
    text += "  fix: " + fix.label;
    if (fix.kind == Fix::Kind::Set) text += " (" + settingText(fix) + ")";
    text += "\n";
  }
  return text;
}

Interruption::Interruption() {
  sigset_t interrupts;
  sigemptyset(&interrupts);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // What whoever started this made it ignore (nohup, a shell's background) stays ignored.
    struct sigaction action{};
    if (sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN) continue;
    sigaddset(&interrupts, signal);
  }
  pthread_sigmask(SIG_BLOCK, &interrupts, nullptr);
  watcher_ = std::jthread([this, interrupts](std::stop_token end) {
    while (!end.stop_requested()) {
      const timespec wait{0, 100'000'000};
      if (sigtimedwait(&interrupts, nullptr, &wait) < 0) continue;
      if (source_.stop_requested()) _exit(kInterrupted);
      source_.request_stop();
    }
  });
}

Interruption::~Interruption() = default;

}  // namespace qonvolve::cli
