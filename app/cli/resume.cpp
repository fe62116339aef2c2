// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli resume: goes on with an interrupted run.
#include "app/cli/commands.h"
#include "app/cli/results.h"
#include "app/cli/session.h"

namespace qonvolve::cli {

namespace {

int run(const Arguments& arguments) {
  const Interruption interruption;
  const Catalog catalog = makeCatalog();
  const auto threads = threadCount(arguments);
  if (!threads) return fail(threads.error());
  ThreadPool pool(*threads);
  auto run = TrainingRun::resume(QString::fromStdString(arguments.positional(0)), catalog, pool);
  if (!run) return fail(run.error());
  RunOutcome outcome;
  {
    const std::uint64_t total = (*run)->trainer().totalSteps();
    const std::uint64_t done = (*run)->checkpoint().step;
    Progress progress("training", total - std::min(total, done),
                      static_cast<double>((*run)->experiment().train.settings.batchSize));
    outcome = finishRun(**run, interruption.token(), progress, "");
  }
  return report({outcome}, 1, arguments.has("json"));
}

}  // namespace

Command resumeCommand() {
  Command command;
  command.name = "resume";
  command.summary = "Goes on with a stopped or interrupted run.";
  command.description =
      "Continues a run from its checkpoint, bit for bit as if it had never stopped (on the same "
      "build and instruction set), and prints what \"train\" prints.";
  command.arguments = {{"RUN_DIR", "The folder of a run."}};
  command.options = {threadsOption(), jsonOption()};
  command.examples = {
      "qonvolve-cli resume ~/.local/share/qonvolve/runs/20260101T120000Z-lines-8-qubits-0a1b2c"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
