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
      {"W2", "One large state", "A deep circuit on 16, 20 and 24 qubits, forward and gradient."},
      {"W3", "Scan of gradient variances", "Random circuits on 4 to 14 qubits, 100 draws each."},
      {"scaling", "Scaling curves", "Gradients by qubits, depth, batch and threads."},
      {"designs", "Networks of many shapes",
       "Gradients by the generic and by the reduced engine: widths, poolings, encodings, readouts."},
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

std::string machineText(const Machine& m) {
  return (m.processor.empty() ? "" : m.processor + ", ") + std::to_string(m.threads) +
         (m.threads == 1 ? " thread\n" : " threads\n") + "one thread (" + m.simd +
         "): " + fixedText(m.doubleGflops, 1) + " GFLOP/s double, " + fixedText(m.floatGflops, 1) +
         " float; reads " + fixedText(m.l1GBps, 0) + " (L1) " + fixedText(m.l2GBps, 0) + " (L2) " +
         fixedText(m.l3GBps, 0) + " (L3) " + fixedText(m.dramGBps, 0) + " (memory) GB/s\n";
}

std::string resultText(const BenchmarkResult& r) {
  const std::string rate = r.gflops == 0 ? std::string()
                                         : padded(fixedText(r.gflops, 1) + " GFLOP/s", 15) +
                                               fixedText(100 * r.fractionOfPeak, 1) + " % of peak";
  return padded(r.name, 34) + padded(r.engine, 10) + padded(rateText(r.p10) + " " + r.unit, 26) +
         "median " + padded(rateText(r.median), 12) + padded(rate, 31) +
         padded(r.gbps == 0 ? std::string() : fixedText(r.gbps, 0) + " GB/s", 10) + r.checkName +
         " " + fixedText(r.check, 12) + "\n";
}

Json machineJson(const Machine& m) {
  Json json = Json::object();
  json.set("processor", m.processor);
  json.set("threads", jsonNumber(static_cast<double>(m.threads)));
  json.set("simd", m.simd);
  json.set("doubleGflops", jsonNumber(m.doubleGflops));
  json.set("floatGflops", jsonNumber(m.floatGflops));
  json.set("l1GBps", jsonNumber(m.l1GBps));
  json.set("l2GBps", jsonNumber(m.l2GBps));
  json.set("l3GBps", jsonNumber(m.l3GBps));
  json.set("memoryGBps", jsonNumber(m.dramGBps));
  return json;
}

Json resultJson(const BenchmarkResult& r) {
  Json json = Json::object();
  json.set("name", r.name);
  json.set("engine", r.engine);
  json.set("median", jsonNumber(r.median));
  json.set("p10", jsonNumber(r.p10));
  json.set("unit", r.unit);
  json.set("check", jsonNumber(r.check));
  json.set("checkName", r.checkName);
  if (r.gflops > 0) {
    json.set("gflops", jsonNumber(r.gflops));
    json.set("fractionOfPeak", jsonNumber(r.fractionOfPeak));
  }
  if (r.gbps > 0) json.set("gbps", jsonNumber(r.gbps));
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
  options.engine.samples = static_cast<std::size_t>(batch->value_or(32));
  options.engine.threads = static_cast<std::size_t>(threads->value_or(1));
  options.engine.engine = arguments.value("engine").value_or("");
  const std::string precision = arguments.value("precision").value_or("double");
  if (precision != "double" && precision != "float") {
    fail({"--precision", "There is no precision \"" + precision + "\".", "Use double or float."});
    return kUsage;
  }
  options.engine.precision = precision == "float" ? Precision::Float : Precision::Double;
  options.quick = arguments.has("quick");
  if (options.quick) options.repetitions = 40;

  Machine machine;
  const Result<std::vector<BenchmarkResult>> results = runBenchmarks(options, machine);
  if (!results) return fail(results.error());
  if (arguments.has("json")) {
    Json list = Json::array();
    for (const BenchmarkResult& r : *results) list.push(resultJson(r));
    Json json = Json::object();
    json.set("machine", machineJson(machine));
    json.set("results", std::move(list));
    printJson(json);
    return kDone;
  }
  std::string text = machineText(machine);
  for (const BenchmarkResult& r : *results) text += resultText(r);
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
      "the peak measured in between. One thread is timed by the processor time it gets, several by "
      "the clock. The check value is the same on every machine. QONVOLVE_SIMD "
      "(portable, avx2, avx512) chooses the instruction set.\n\n" +
      std::string(trimmed(benchmarkDescription()));
  command.arguments = {{"NAME",
                        "W1 (QCNN training step), W2 (one large state), W3 (scan of gradient "
                        "variances) or scaling; without it: the first three.",
                        ArgumentSpec::Count::Optional}};
  command.options = {{"batch", "N", "W1: samples per step (default 32)."},
                     {"threads", "N", "W1: number of threads (default 1)."},
                     {"precision", "P", "W1 and scaling: double (default) or float."},
                     {"engine", "ID", "W1 and scaling: an engine instead of the cheapest one."},
                     {"quick", "", "Smaller states, fewer repetitions."},
                     jsonOption()};
  command.examples = {"qonvolve-cli bench", "qonvolve-cli bench W1 --batch 256 --threads 2",
                      "qonvolve-cli bench W1 --precision float --engine generic --json"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
