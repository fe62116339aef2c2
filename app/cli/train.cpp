// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli train: one run, or one run for each of several seeds.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "app/cli/commands.h"
#include "app/cli/progress.h"
#include "app/cli/results.h"
#include "app/cli/session.h"
#include "core/experiment/text_report.h"
#include "core/experiment/validate.h"
#include "core/io/files.h"
#include "core/io/shared_data.h"
#include "core/io/training_run.h"

namespace qonvolve::cli {

namespace {

constexpr std::int64_t kMostSeeds = 10'000;

struct Plan {
  Opened opened;
  std::vector<std::uint64_t> seeds;
  QString runsFolder;  // empty: no folders
  std::size_t threads = 1;
};

Result<Plan> makePlan(const Arguments& arguments, const Catalog& catalog) {
  auto opened = openExperiment(arguments, catalog);
  if (!opened) return opened.error();
  Plan plan{std::move(*opened), {}, {}, 1};
  Experiment& experiment = plan.opened.experiment;
  const auto epochs = arguments.integer("epochs", 1, 1'000'000);
  if (!epochs) return epochs.error();
  const auto steps = arguments.integer("steps", 1, 1'000'000'000);
  if (!steps) return steps.error();
  if (*epochs) {
    experiment.train.settings.epochs = **epochs;
    experiment.train.settings.steps = 0;
  }
  if (*steps) experiment.train.settings.steps = **steps;
  const auto seed = arguments.integer("seed", 0, INT64_MAX);
  if (!seed) return seed.error();
  if (*seed) experiment.seed = static_cast<std::uint64_t>(**seed);
  const auto count = arguments.integer("seeds", 1, kMostSeeds);
  if (!count) return count.error();
  for (std::int64_t i = 0; i < count->value_or(1); ++i) {
    plan.seeds.push_back(experiment.seed + static_cast<std::uint64_t>(i));
  }
  const auto threads = threadCount(arguments);
  if (!threads) return threads.error();
  plan.threads = *threads > 0 ? *threads : std::max(1U, std::thread::hardware_concurrency());
  if (!arguments.has("no-folder")) {
    const auto out = arguments.value("out");
    plan.runsFolder = out ? QString::fromStdString(*out) : defaultRunsFolder();
  }
  return plan;
}

// All seeds of a plan, several at a time when there are threads for it: runs are independent, so
// this is the best use of them, and no result depends on it.
class Trainings {
 public:
  Trainings(const Plan& plan, const Catalog& catalog, std::stop_token stop)
      : plan_(plan), catalog_(catalog), stop_(std::move(stop)) {}

  Result<std::vector<RunOutcome>> run() {
    const Experiment& experiment = plan_.opened.experiment;
    if (!dataDependOnSeed(experiment, catalog_)) {
      auto data = prepareDataCached(experiment, catalog_, plan_.opened.folder);
      if (!data) return data.error();
      shared_ = std::make_shared<const PreparedData>(std::move(*data));
    }
    outcomes_.resize(plan_.seeds.size());
    const std::size_t workers = std::min(plan_.threads, plan_.seeds.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < workers; ++i) {
      threads.emplace_back([this, workers] { work(plan_.threads / workers); });
    }
    work(plan_.threads / workers);
    threads.clear();
    progress_.reset();
    if (error_) return *error_;
    std::erase_if(outcomes_, [](const RunOutcome& o) { return !o.started; });
    return std::move(outcomes_);
  }

 private:
  void work(std::size_t threads) {
    ThreadPool pool(threads);
    while (!stop_.stop_requested() && !failed_) {
      const std::size_t index = next_.fetch_add(1);
      if (index >= plan_.seeds.size()) return;
      if (auto done = train(index, pool); !done) {
        const std::lock_guard lock(mutex_);
        if (!error_) error_ = done.error();
        failed_ = true;
      }
    }
  }

  Result<void> train(std::size_t index, ThreadPool& pool) {
    Experiment experiment = plan_.opened.experiment;
    experiment.seed = plan_.seeds[index];
    std::shared_ptr<const PreparedData> data = shared_;
    if (!data) {
      auto prepared = prepareDataCached(experiment, catalog_, plan_.opened.folder);
      if (!prepared) return prepared.error();
      data = std::make_shared<const PreparedData>(std::move(*prepared));
    }
    if (index == 0) warnOfCutTexts(experiment, *data);
    auto run = TrainingRun::create(experiment, catalog_, std::move(data), pool,
                                   {plan_.runsFolder, plan_.opened.folder});
    if (!run) return run.error();
    Progress& progress = startProgress(**run);
    const std::string prefix =
        plan_.seeds.size() > 1 ? "seed " + std::to_string(experiment.seed) + " " : "";
    outcomes_[index] = finishRun(**run, stop_, progress, prefix);
    return {};
  }

  static void warnOfCutTexts(const Experiment& experiment, const PreparedData& data) {
    const std::string cut = cutTextsText(experiment.data, data);
    if (cut.empty()) return;
    warn({"", cut,
          "Windows see all words, and the mean of their answers counts: --set "
          "/data/preprocess/0/options/long_texts=windows"});
  }

  Progress& startProgress(TrainingRun& run) {
    const std::lock_guard lock(mutex_);
    if (!progress_) {
      const auto& settings = run.experiment().train.settings;
      progress_ =
          std::make_unique<Progress>("training", run.trainer().totalSteps() * plan_.seeds.size(),
                                     static_cast<double>(settings.batchSize));
    }
    return *progress_;
  }

  const Plan& plan_;
  const Catalog& catalog_;
  std::stop_token stop_;
  std::shared_ptr<const PreparedData> shared_;
  std::vector<RunOutcome> outcomes_;
  std::unique_ptr<Progress> progress_;
  std::mutex mutex_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::optional<Error> error_;
};

int run(const Arguments& arguments) {
  const Interruption interruption;
  const Catalog catalog = makeCatalog();
  auto plan = makePlan(arguments, catalog);
  if (!plan) return fail(plan.error());
  for (const Error& warning : plan->opened.warnings) warn(warning);
  for (const Issue& issue : check(plan->opened.experiment, catalog).issues) {
    if (issue.severity == Severity::Warning) note(issueText(issue));
  }
  Trainings trainings(*plan, catalog, interruption.token());
  const auto outcomes = trainings.run();
  if (!outcomes) return fail(outcomes.error());
  return report(*outcomes, plan->seeds.size(), arguments.has("json"));
}

}  // namespace

Command trainCommand() {
  Command command;
  command.name = "train";
  command.summary = "Trains an experiment and writes a run folder.";
  command.description =
      "Loads the data, fits the preprocessing on the training part, trains, and scores the best "
      "parameters (highest validation accuracy; without a validation part the last) on all parts.\n"
      "\n"
      "A run folder with the experiment, the history, a checkpoint and everything that prediction "
      "needs is made below the folder of runs. Ctrl+C stops after the current step and leaves a "
      "checkpoint for \"resume\".\n"
      "\n"
      "With --seeds N, N runs with seeds SEED, SEED + 1, ... differ in initial parameters, batches "
      "and random preprocessing only, and mean, sample standard deviation, median, minimum and "
      "maximum are printed.";
  command.arguments = {experimentArgument()};
  command.options = {
      setOption(),
      {"seed", "SEED", "Seed of the first run (default: that of the experiment)."},
      {"seeds", "N", "Number of runs with consecutive seeds."},
      {"epochs", "N", "Train for N epochs."},
      {"steps", "N", "Train for N steps instead of whole epochs."},
      {"out", "DIR", "Folder of runs (default: $QONVOLVE_RUNS or the user's data folder)."},
      {"no-folder", "", "Write no run folder."},
      threadsOption(),
      jsonOption()};
  command.examples = {"qonvolve-cli train example:lines",
                      "qonvolve-cli train example:fashion-0-1 --seeds 5 --json",
                      "qonvolve-cli train my.qonv --set /train/optimizer/type=sgd --epochs 10"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
