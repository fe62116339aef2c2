// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli sweep: many designs with many seeds, side by side, resumable.
#include <QCoreApplication>
#include <QDir>
#include <chrono>

#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "app/cli/sweep_table.h"
#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/slurm_sweep.h"
#include "core/io/sweep_file.h"
#include "core/io/sweep_folder.h"
#include "core/io/sweep_runner.h"
#include "core/study/ablation.h"
#include "core/study/statistics.h"

namespace qonvolve::cli {

namespace {

struct Prepared {
  SweepPlan plan;
  QString folder;
};

// The sweep file, or with --ablate the sweep that a design makes, --set already done.
Result<LoadedSweep> load(const Arguments& arguments, const Catalog& catalog) {
  if (!arguments.has("ablate")) return loadSweep(QString::fromStdString(arguments.positional(0)));
  auto opened = openExperiment(arguments, catalog);
  if (!opened) return opened.error();
  Experiment& experiment = opened->experiment;
  assignIds(experiment.stack);
  auto spec = ablationSweep(experiment, catalog, ablatableBlocks(experiment.stack, catalog));
  if (!spec) return spec.error();
  return LoadedSweep{std::move(*spec), QString::fromStdString(opened->folder), {}};
}

Result<Prepared> prepare(const Arguments& arguments, const Catalog& catalog) {
  auto loaded = load(arguments, catalog);
  if (!loaded) return loaded.error();
  for (const Error& warning : loaded->warnings) warn(warning);
  SweepSpec& spec = loaded->spec;
  const bool madeChanges = arguments.has("ablate");
  for (const std::string& setting : arguments.values("set")) {
    if (madeChanges) break;
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos) {
      return Error{"--set " + setting, "A value is missing.",
                   "Write POINTER=VALUE, for example /train/epochs=10."};
    }
    spec.changes.push_back({setting.substr(0, equals), setting.substr(equals + 1)});
  }
  const auto seeds = arguments.integer("seeds", 1, 100'000);
  if (!seeds) return seeds.error();
  if (*seeds) {
    const std::uint64_t first = spec.seeds.front();
    spec.seeds.clear();
    for (std::int64_t i = 0; i < **seeds; ++i) {
      spec.seeds.push_back(first + static_cast<std::uint64_t>(i));
    }
  }
  const auto out = arguments.value("out");
  const QString folder =
      out ? QDir(QString::fromStdString(*out)).absolutePath()
          : sweepFolderFor(spec, QString::fromStdString(arguments.positional(0)));
  auto kept = withOwnBase(spec, catalog, loaded->folder.toStdString());
  if (!kept) return kept.error();
  auto plan = planSweep(*kept, catalog, folder.toStdString());
  if (!plan) return plan.error();
  return Prepared{std::move(*plan), folder};
}

int summarize(const SweepPlan& plan, const SweepStore& store, bool asJson, double seconds,
              std::size_t made) {
  const SweepResults results = collectResults(plan, readStatuses(plan, store));
  if (asJson) {
    Json summary = Json::object();
    summary.set("sweep", plan.spec.name);
    summary.set("folder", store.folder().toStdString());
    summary.set("metric", sweepMetricName(results.metric));
    summary.set("sentence", results.sentence);
    Json cells = Json::array();
    for (std::size_t c = 0; c < plan.cells.size(); ++c) cells.push(cellJson(plan, results, c));
    summary.set("cells", std::move(cells));
    summary.set("runs", std::uint64_t{results.total});
    summary.set("done", std::uint64_t{results.done});
    summary.set("seconds", jsonNumber(seconds));
    summary.set("runsPerSecond",
                jsonNumber(seconds > 0 ? static_cast<double>(made) / seconds : 0.0));
    print(writeJson(summary, JsonLayout::Compact) + "\n");
  } else {
    print(sweepTableText(plan, results));
    print(results.sentence + "\n");
    print("sweep folder  " + store.folder().toStdString() + "\n");
  }
  bool failed = false;
  for (const SweepCell& cell : plan.cells) {
    if (cell.problem) warn({cell.label, cell.problem->message, cell.problem->hint});
  }
  for (const CellResult& cell : results.cells) {
    failed |= cell.count[static_cast<std::size_t>(SweepState::Failed)] > 0;
  }
  return failed ? kFailed : kDone;
}

// One task of an array: the runs of a list that are its share.
Result<SweepRunner::Options> runnerOptions(const Arguments& arguments, const SweepPlan& plan) {
  SweepRunner::Options options;
  const auto jobs = arguments.integer("jobs", 1, 1024);
  if (!jobs) return jobs.error();
  options.threads = static_cast<std::size_t>(jobs->value_or(0));
  const auto limit = arguments.integer("epoch-limit", 1, INT64_MAX);
  if (!limit) return limit.error();
  options.epochLimit = static_cast<std::uint64_t>(limit->value_or(0));
  const auto file = arguments.value("runs");
  if (!file) return options;
  const auto list = readFile(QString::fromStdString(*file));
  if (!list) return list.error();
  const std::vector<std::string> chunk = split(arguments.value("chunk").value_or("0/1"), '/');
  const auto index = parseUnsigned(chunk.front());
  const auto count = parseUnsigned(chunk.back());
  if (chunk.size() != 2 || !index || !count || *index >= *count) {
    return Error{"--chunk", "The chunk \"" + *arguments.value("chunk") + "\" is none.",
                 "Write for example 0/4."};
  }
  std::uint64_t line = 0;
  for (const std::string& id : split(*list, '\n')) {
    if (id.empty() || line++ % *count != *index) continue;
    for (std::size_t r = 0; r < plan.runs.size(); ++r) {
      if (plan.runs[r].id == id) options.only.push_back(r);
    }
  }
  if (options.only.empty()) return Error{*file, "It names no run of this sweep.", ""};
  return options;
}

Result<SlurmOptions> slurmOptions(const Arguments& arguments) {
  SlurmOptions options;
  options.program = QCoreApplication::applicationFilePath();
  const auto tasks = arguments.integer("tasks", 1, 100'000);
  if (!tasks) return tasks.error();
  options.tasks = static_cast<int>(tasks->value_or(options.tasks));
  const auto jobs = arguments.integer("jobs", 1, 1024);
  if (!jobs) return jobs.error();
  options.jobsPerTask = static_cast<int>(jobs->value_or(1));
  options.detach = arguments.has("detach");
  for (const std::string& word : arguments.values("slurm")) {
    options.arguments << QString::fromStdString(word);
  }
  return options;
}

void summarizeTasks(const SlurmSweep& slurm, bool detach) {
  if (detach) {
    note("Submitted as job " + slurm.job().toStdString() +
         ". Give the same command without --detach to follow it.");
  }
  for (const SlurmTask& task : slurm.tasks()) {
    if (task.exitCode > 0) {
      note("Task " + std::to_string(task.index) + " ended with exit code " +
           std::to_string(task.exitCode) + "; its log is in the folder \"slurm\".");
    }
  }
}

int run(const Arguments& arguments) {
  const Interruption interruption;
  const Catalog catalog = makeCatalog();
  const std::string engine = arguments.value("engine").value_or("local");
  if (engine != "local" && engine != "slurm") {
    fail({"--engine", "There is no engine \"" + engine + "\".", "Use local or slurm."});
    return kUsage;
  }
  const auto slurmSettings = slurmOptions(arguments);
  if (!slurmSettings) return fail(slurmSettings.error());
  const auto prepared = prepare(arguments, catalog);
  if (!prepared) return fail(prepared.error());
  const SweepPlan& plan = prepared->plan;
  const SweepStore store(prepared->folder);
  const auto options = runnerOptions(arguments, plan);
  if (!options) return fail(options.error());
  const bool asJson = arguments.has("json");
  if (arguments.has("dry-run")) {
    print(planText(plan, store));
    return kDone;
  }
  if (auto kept = keepSweep(plan.spec, store.folder()); !kept) return fail(kept.error());
  const auto start = std::chrono::steady_clock::now();
  std::size_t made = 0;
  Result<void> outcome;
  {
    LiveTable table(plan);
    const auto take = [&](const SweepUpdate& update) {
      const bool fresh = table.take(update);
      const SweepState state = update.status.state;
      if (fresh && asJson && (state == SweepState::Done || state == SweepState::Diverged)) {
        print(writeJson(sweepRunJson(plan, store, update.run, *update.status.record),
                        JsonLayout::Compact) +
              "\n");
      }
    };
    if (engine == "slurm") {
      SlurmSweep slurm(plan, store, *slurmSettings);
      outcome = slurm.run(interruption.token(), take);
      if (outcome) summarizeTasks(slurm, slurmSettings->detach);
    } else {
      outcome = SweepRunner(plan, catalog, store, *options).run(interruption.token(), take);
    }
    made = table.made();
  }
  if (!outcome) return fail(outcome.error());
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  const int code = summarize(plan, store, asJson, seconds.count(), made);
  if (!interruption.token().stop_requested()) return code;
  note("Interrupted. To go on, give the same command again.");
  return kInterrupted;
}

}  // namespace

Command sweepCommand() {
  Command command;
  command.name = "sweep";
  command.summary = "Trains many designs with many seeds and compares them.";
  command.description =
      "Reads a sweep file (.qsweep): an experiment, axes of settings or whole blocks that vary, "
      "how they are combined (grid, list, random, sobol), seeds, a budget, and baselines. Runs "
      "are trained side by side, one a core; every run is a run folder named by its design and "
      "seed below the folder of the sweep.\n"
      "\n"
      "Given again, the command makes what is missing, goes on with what was interrupted and "
      "tries again what failed; results do not depend on the number of jobs or the order. Several "
      "programs, also on several machines that share the disk, may work on one sweep: none does "
      "the work of another.\n"
      "\n"
      "Designs are compared paired over seeds: those whose 95 % interval of the difference from "
      "the best contains zero are marked with \"=\", and those that all differ by the same: " +
      equalOfFewText() +
      ".\n"
      "\n"
      "With --ablate the designs are one design as it is, and without one of its lanes, blocks or "
      "gates at a time: what does each of them contribute?";
  command.arguments = {
      {"SWEEP", "A sweep file (.qsweep); with --ablate a project file or example:NAME."}};
  command.options = {
      setOption(),
      {"seeds", "N", "Number of seeds, from the sweep's first one on."},
      {"ablate", "", "Leave out one lane, block or gate of a design at a time, five seeds each."},
      {"jobs", "N", "Runs side by side (default: one per core)."},
      {"out", "DIR", "Folder of the sweep (default: sweeps/NAME in the folder of runs)."},
      {"engine", "ENGINE",
       "local (default), or slurm: submit one job array and follow it. The job goes on without "
       "this "
       "program; given again, the command follows it. Ctrl+C cancels it."},
      {"tasks", "N", "With slurm: tasks of the array, each with its share of runs (default: 16)."},
      {"slurm", "ARGUMENT", "With slurm: a further argument of sbatch, such as --partition=cpu.",
       true},
      {"detach", "", "With slurm: submit and return."},
      {"runs", "FILE", "Only the runs whose names are in this file, one a line."},
      {"chunk", "I/N", "With --runs: every N-th of them, from the I-th on (from 0)."},
      {"epoch-limit", "N", "With --runs: no further than N epochs."},
      {"dry-run", "", "Only print the designs and how far they are."},
      {"json", "", "Print JSON Lines: one for each finished run, then a summary."}};
  command.examples = {"qonvolve-cli sweep encodings.qsweep",
                      "qonvolve-cli sweep encodings.qsweep --seeds 10 --json > runs.jsonl",
                      "qonvolve-cli sweep example:text-coherent-mc --ablate --seeds 10",
                      "qonvolve-cli sweep encodings.qsweep --engine slurm --tasks 32 "
                      "--slurm --time=1:00:00"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
