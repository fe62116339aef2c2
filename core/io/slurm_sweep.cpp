// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/slurm_sweep.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <algorithm>
#include <set>
#include <thread>

#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/sweep_folder.h"
#include "core/io/sweep_training.h"

namespace qonvolve {

namespace {

constexpr int kCommandMilliseconds = 30'000;
constexpr int kCancelSeconds = 60;

struct Output {
  bool ran = false;
  int code = -1;
  QByteArray out;
  QByteArray err;
};

Output execute(const QString& program, const QStringList& arguments, const QByteArray& input = {}) {
  QProcess process;
  process.start(program, arguments);
  Output output;
  if (!process.waitForStarted(kCommandMilliseconds)) return output;
  process.write(input);
  process.closeWriteChannel();
  output.ran =
      process.waitForFinished(kCommandMilliseconds) && process.exitStatus() == QProcess::NormalExit;
  output.code = process.exitCode();
  output.out = process.readAllStandardOutput();
  output.err = process.readAllStandardError();
  return output;
}

QString quoted(QString text) {
  return "'" + text.replace("'", "'\\''") + "'";
}

}  // namespace

// What squeue says of a job.
struct SlurmSweep::Queue {
  bool known = false;  // the controller answered
  std::vector<SlurmTask> tasks;

  static Queue of(const QString& job) {
    Queue queue;
    const Output output = execute("squeue", {"-h", "-r", "-j", job, "-o", "%K %T"});
    // A job that is long gone is "invalid"; other errors say nothing about it.
    queue.known = output.ran && (output.code == 0 || output.err.contains("Invalid job id"));
    if (!output.ran || output.code != 0) return queue;
    for (const QByteArray& line : output.out.split('\n')) {
      const QList<QByteArray> words = line.simplified().split(' ');
      if (words.size() != 2) continue;
      // Ended tasks stay listed for a while.
      static const std::set<QByteArray> kEnded = {"COMPLETED", "FAILED",    "CANCELLED",
                                                  "TIMEOUT",   "NODE_FAIL", "OUT_OF_MEMORY",
                                                  "DEADLINE",  "BOOT_FAIL"};
      if (kEnded.contains(words[1])) continue;
      queue.tasks.push_back({words[0].toInt(), QString::fromLatin1(words[1]), -1});
    }
    return queue;
  }
};

SlurmSweep::SlurmSweep(const SweepPlan& plan, const SweepStore& store, SlurmOptions options)
    : plan_(plan), store_(store), options_(std::move(options)), last_(plan.runs.size()) {
  for (std::size_t r = 0; r < last_.size(); ++r) last_[r].run = r;
}

Result<void> SlurmSweep::available() {
  for (const char* program : {"sbatch", "squeue", "scancel"}) {
    if (QStandardPaths::findExecutable(program).isEmpty()) {
      return Error{"",
                   "Slurm is not there: the program \"" + std::string(program) + "\" is not found.",
                   "Give the command on a machine from which jobs are submitted, or leave out "
                   "--engine slurm."};
    }
  }
  return {};
}

QString SlurmSweep::folder() const {
  return store_.folder() + "/slurm";
}

QString SlurmSweep::job() const {
  const auto text = readFile(folder() + "/job");
  if (!text) return {};
  const QString number = QString::fromStdString(*text).trimmed();
  const Queue queue = Queue::of(number);
  return queue.known && queue.tasks.empty() ? QString() : number;
}

Result<void> SlurmSweep::cancel() const {
  const QString number = job();
  if (number.isEmpty()) return {};
  const Output output = execute("scancel", {number});
  if (output.ran && output.code == 0) return {};
  return Error{"",
               "The job " + number.toStdString() +
                   " could not be cancelled: " + output.err.trimmed().toStdString(),
               "Try \"scancel " + number.toStdString() + "\"."};
}

std::vector<SlurmTask> SlurmSweep::tasks() const {
  const auto text = readFile(folder() + "/job");
  if (!text) return {};
  const QString number = QString::fromStdString(*text).trimmed();
  return tasksOf(number, Queue::of(number));
}

std::vector<SlurmTask> SlurmSweep::tasksOf(const QString& number, const Queue& queue) const {
  std::vector<SlurmTask> tasks = queue.tasks;
  const QDir logs(folder());
  for (const QString& name : logs.entryList({number + "_*.exit"}, QDir::Files, QDir::Name)) {
    const QString index = name.mid(number.size() + 1).chopped(5);
    const auto code = readFile(logs.filePath(name));
    tasks.push_back(
        {index.toInt(), {}, code ? QString::fromStdString(*code).trimmed().toInt() : -1});
  }
  return tasks;
}

Result<QString> SlurmSweep::submit(const std::vector<std::size_t>& runs, std::uint64_t epochLimit) {
  if (auto made = makeFolder(folder()); !made) return made.error();
  std::string list;
  for (const std::size_t run : runs) list += plan_.runs[run].id + "\n";
  const QString runsFile = folder() + "/runs-" + QString::fromStdString(utcNow()).remove(':');
  if (auto written = writeFile(runsFile, list); !written) return written.error();
  const int tasks = static_cast<int>(
      std::min<std::size_t>(runs.size(), static_cast<std::size_t>(std::max(1, options_.tasks))));
  // The shell outlives a signal to the task long enough to write the exit code down.
  QString script = "#!/bin/sh\ntrap true TERM\n";
  script += quoted(options_.program) + " sweep " + quoted(store_.folder() + "/" + kSweepFile) +
            " --out " + quoted(store_.folder()) + " --runs " + quoted(runsFile) +
            " --chunk \"$SLURM_ARRAY_TASK_ID/" + QString::number(tasks) + "\" --jobs " +
            QString::number(options_.jobsPerTask);
  if (epochLimit > 0) script += " --epoch-limit " + QString::number(epochLimit);
  script += "\ncode=$?\necho $code > " + quoted(folder()) +
            "/\"${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID.exit\"\nexit $code\n";
  if (auto written = writeFile(folder() + "/script.sh", script.toStdString()); !written) {
    return written.error();
  }
  QStringList arguments = {"--parsable",
                           "--requeue",
                           "--job-name=" + safeFolderName("qonvolve " + plan_.spec.name),
                           "--array=0-" + QString::number(tasks - 1),
                           "--cpus-per-task=" + QString::number(options_.jobsPerTask),
                           "--chdir=" + store_.folder(),
                           "--output=" + folder() + "/%A_%a.log"};
  arguments += options_.arguments;
  const Output output = execute("sbatch", arguments, script.toUtf8());
  const QString number = QString::fromLatin1(output.out).section(';', 0, 0).trimmed();
  if (!output.ran || output.code != 0 || number.isEmpty()) {
    return Error{"sbatch",
                 "The sweep could not be submitted: " + output.err.trimmed().toStdString(),
                 "Partition, time limit and account can be given with --slurm."};
  }
  if (auto written = writeFile(folder() + "/job", number.toStdString() + "\n"); !written) {
    return written.error();
  }
  return number;
}

// Reports what has changed since the last look.
void SlurmSweep::look() {
  for (SweepUpdate& last : last_) {
    if (hasReached(last.status, 0)) continue;
    SweepUpdate now{.run = last.run, .status = store_.status(plan_.runs[last.run].id)};
    if (now.status.record) {
      now.step = now.status.record->steps;
      now.totalSteps = now.status.record->totalSteps;
      now.epoch = now.status.record->epochs;
      now.loss = now.status.record->last.loss;
    }
    const bool changed = now.status.state != last.status.state || now.step != last.step;
    last = std::move(now);
    if (changed) report_(last);
  }
}

// Until it is time to look again, or someone wants an end.
void SlurmSweep::wait(const std::stop_token& stop) const {
  const bool stopping = stop.stop_requested();
  for (int waited = 0; waited < kPollMilliseconds; waited += kLeaveMilliseconds) {
    if (options_.leave.stop_requested() || stop.stop_requested() != stopping) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(kLeaveMilliseconds));
  }
}

Result<void> SlurmSweep::follow(const QString& job, const std::stop_token& stop) {
  bool cancelled = false;
  auto deadline = std::chrono::steady_clock::time_point::max();
  std::vector<SlurmTask> known;
  while (std::chrono::steady_clock::now() < deadline && !options_.leave.stop_requested()) {
    const Queue queue = Queue::of(job);
    look();
    if (auto tasks = tasksOf(job, queue); options_.tasksChanged && tasks != known) {
      known = std::move(tasks);
      options_.tasksChanged(job, known);
    }
    if (queue.known && queue.tasks.empty()) break;
    if (stop.stop_requested() && !cancelled) {
      cancelled = true;
      deadline = std::chrono::steady_clock::now() + std::chrono::seconds(kCancelSeconds);
      if (auto done = cancel(); !done) return done;
    }
    wait(stop);
  }
  if (options_.leave.stop_requested()) return {};
  look();
  for (const SweepRun& run : plan_.runs) store_.releaseJob(run.id, job.toStdString());
  return {};
}

// All runs of these cells to an epoch limit, by as many arrays as it takes.
Result<void> SlurmSweep::bring(const std::vector<std::size_t>& cells, std::uint64_t epochLimit,
                               const std::stop_token& stop) {
  std::set<std::size_t> wanted;
  for (const std::size_t cell : cells) {
    wanted.insert(plan_.cells[cell].runs.begin(), plan_.cells[cell].runs.end());
  }
  if (const QString present = job(); !present.isEmpty()) {
    if (options_.detach) return {};
    if (auto done = follow(present, stop); !done) return done;
  }
  const auto ended = [&] { return stop.stop_requested() || options_.leave.stop_requested(); };
  for (int attempt = 0; attempt <= options_.retries && !ended(); ++attempt) {
    std::vector<std::size_t> missing;
    for (const std::size_t run : wanted) {
      const SweepStatus status = store_.status(plan_.runs[run].id);
      if (!hasReached(status, epochLimit) && status.state != SweepState::Running) {
        missing.push_back(run);
      }
    }
    if (missing.empty()) return {};
    const auto number = submit(missing, epochLimit);
    if (!number) return number.error();
    if (options_.detach) return {};
    if (auto done = follow(*number, stop); !done) return done;
  }
  return {};
}

Result<void> SlurmSweep::run(std::stop_token stop,
                             const std::function<void(const SweepUpdate&)>& report) {
  if (auto there = available(); !there) return there;
  report_ = report;
  look();
  std::vector<std::size_t> cells;
  for (std::size_t c = 0; c < plan_.cells.size(); ++c) {
    if (!plan_.cells[c].problem) cells.push_back(c);
  }
  for (const std::uint64_t rung : halvingRungs(plan_)) {
    if (auto done = bring(cells, rung, stop); !done) return done;
    if (stop.stop_requested() || options_.leave.stop_requested() || options_.detach || rung == 0) {
      break;
    }
    cells = promoted(plan_, store_, cells, rung);
  }
  return {};
}

}  // namespace qonvolve
