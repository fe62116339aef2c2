// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli bench: how fast the simulator is here, beside what the machine could do.
#include <algorithm>

#include "app/cli/benches.h"
#include "app/cli/commands.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/gradient/benchmark.h"

namespace qonvolve::cli {

const std::vector<BenchInfo>& benches() {
  static const std::vector<BenchInfo> list = {
      {"W1", "QCNN training step",
       "8 qubits, 51 parameters: forward alone, and with the gradient."},
      {"W2", "One large state", "A deep circuit on many qubits, forward and gradient."},
      {"W3", "Scan of gradient variances", "Random circuits on 4 to 14 qubits, 100 draws each."},
  };
  return list;
}

namespace {

std::string padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

/// Whole numbers when large, three digits after the point when small.
std::string rateText(double value) {
  return fixedText(value, value >= 1000 ? 0 : 3);
}

std::string peakText(const MachinePeak& peak) {
  return "machine, one thread (" + peak.simd + "): " + fixedText(peak.fmaGflops, 1) +
         " GFLOP/s, reads " + fixedText(peak.l1GBps, 0) + " (L1) " + fixedText(peak.l2GBps, 0) +
         " (L2) " + fixedText(peak.dramGBps, 0) + " (memory) GB/s\n";
}

std::string resultText(const BenchmarkResult& r) {
  return padded(r.name, 24) + padded(rateText(r.p10) + " " + r.unit, 26) + "median " +
         padded(rateText(r.median), 12) + padded(fixedText(r.gflops, 1) + " GFLOP/s", 15) +
         fixedText(100 * r.fractionOfPeak, 1) + " % of peak   " + r.checkName + " " +
         fixedText(r.check, 12) + "\n";
}

Json resultJson(const BenchmarkResult& r) {
  Json json = Json::object();
  json.set("name", r.name);
  json.set("median", jsonNumber(r.median));
  json.set("p10", jsonNumber(r.p10));
  json.set("unit", r.unit);
  json.set("check", jsonNumber(r.check));
  json.set("checkName", r.checkName);
  json.set("gflops", jsonNumber(r.gflops));
  json.set("fractionOfPeak", jsonNumber(r.fractionOfPeak));
  return json;
}

int run(const Arguments& arguments) {
  BenchmarkOptions options;
  if (arguments.positionalCount() > 0) {
    options.only = arguments.positional(0);
    std::vector<std::string> names;
    for (const BenchInfo& bench : benches()) names.push_back(bench.id);
    if (std::find(names.begin(), names.end(), options.only) == names.end()) {
      fail({"", "There is no workload \"" + options.only + "\".", suggestion(options.only, names)});
      return kUsage;
    }
  }
  const auto batch = arguments.integer("batch", 1, 1'000'000);
  if (!batch) return fail(batch.error());
  const auto threads = arguments.integer("threads", 1, 1024);
  if (!threads) return fail(threads.error());
  options.batch = static_cast<std::size_t>(batch->value_or(32));
  options.threads = static_cast<std::size_t>(threads->value_or(1));
  options.quick = arguments.has("quick");
  if (options.quick) options.repetitions = 40;

  MachinePeak peak;
  const std::vector<BenchmarkResult> results = runBenchmarks(options, peak);
  if (arguments.has("json")) {
    Json list = Json::array();
    for (const BenchmarkResult& r : results) list.push(resultJson(r));
    Json machine = Json::object();
    machine.set("simd", peak.simd);
    machine.set("gflops", jsonNumber(peak.fmaGflops));
    machine.set("l1GBps", jsonNumber(peak.l1GBps));
    machine.set("l2GBps", jsonNumber(peak.l2GBps));
    machine.set("memoryGBps", jsonNumber(peak.dramGBps));
    Json json = Json::object();
    json.set("machine", std::move(machine));
    json.set("results", std::move(list));
    printJson(json);
    return kDone;
  }
  std::string text = peakText(peak);
  for (const BenchmarkResult& r : results) text += resultText(r);
  print(text);
  return kDone;
}

}  // namespace

Command benchCommand() {
  Command command;
  command.name = "bench";
  command.summary = "Measures the simulator against the machine's own peak.";
  command.description =
      "Runs fixed workloads and reports the best tenth (10th percentile of the times) and the "
      "median, the arithmetic rate counted from the multiply-adds of the circuit, and its share of "
      "the peak measured in between. The check value is the same on every machine. QONVOLVE_SIMD "
      "(portable, avx2, avx512) chooses the instruction set.\n\n" +
      std::string(trimmed(benchmarkDescription()));
  command.arguments = {{"NAME",
                        "W1 (QCNN training step), W2 (one large state) or W3 (scan of "
                        "gradient variances); without it: all.",
                        ArgumentSpec::Count::Optional}};
  command.options = {{"batch", "N", "W1: samples per step (default 32)."},
                     {"threads", "N", "W1: number of threads (default 1)."},
                     {"quick", "", "Smaller states, fewer repetitions."},
                     jsonOption()};
  command.examples = {"qonvolve-cli bench", "qonvolve-cli bench W1 --batch 256 --threads 2"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
