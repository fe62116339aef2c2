// SPDX-License-Identifier: GPL-3.0-or-later
// qonvolve-cli scan: variance of gradients against the number of qubits, and the verdict.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>

#include "app/cli/commands.h"
#include "app/cli/progress.h"
#include "app/cli/scan_check.h"
#include "app/cli/session.h"
#include "core/analysis/scan.h"
#include "core/analysis/scan_slices.h"
#include "core/analysis/verdict.h"
#include "core/base/text.h"

namespace qonvolve::cli {

namespace {

Result<ScanSettings> readSettings(const Arguments& arguments) {
  ScanSettings settings;
  if (const auto sizes = arguments.value("qubits")) {
    settings.qubits.clear();
    for (const std::string& text : split(*sizes, ',')) {
      const auto size = parseUnsigned(trimmed(text));
      if (!size || *size > 1000) {
        return Error{"--qubits", "\"" + text + "\" is not a number of qubits.",
                     "Write sizes with commas, for example 2,4,6,8,10."};
      }
      settings.qubits.push_back(static_cast<std::uint32_t>(*size));
    }
  }
  if (const auto costs = arguments.value("cost")) {
    settings.costs.clear();
    for (const std::string& text : split(*costs, ',')) {
      const auto cost = scanCostOf(trimmed(text));
      if (!cost) return cost.error();
      if (std::ranges::find(settings.costs, *cost) == settings.costs.end()) {
        settings.costs.push_back(*cost);
      }
    }
  }
  const auto samples = arguments.integer("samples", 10, 1'000'000);
  if (!samples) return samples.error();
  if (*samples) settings.samples = static_cast<std::size_t>(**samples);
  const auto seed = arguments.integer("seed", 0, INT64_MAX);
  if (!seed) return seed.error();
  if (*seed) settings.seed = static_cast<std::uint64_t>(**seed);
  if (const auto parameter = arguments.value("parameter")) settings.parameter = *parameter;
  if (const auto name = arguments.value("init")) settings.initializer = Choice{.type = *name};
  return settings;
}

std::vector<ScanPoint> pointsOf(const std::vector<ScanPoint>& points, ScanCost cost) {
  std::vector<ScanPoint> own;
  std::ranges::copy_if(points, std::back_inserter(own),
                       [cost](const ScanPoint& point) { return point.cost == cost; });
  return own;
}

Json pointJson(const ScanPoint& point) {
  Json json = Json::object();
  json.set("qubits", std::uint64_t{point.qubits});
  json.set("cost", infoOf(point.cost).id);
  json.set("parameter", point.parameter);
  json.set("variance", jsonNumber(point.variance));
  json.set("standardError", jsonNumber(point.standardError));
  json.set("low", jsonNumber(point.low));
  json.set("high", jsonNumber(point.high));
  json.set("kurtosis", jsonNumber(point.kurtosis));
  json.set("mean", jsonNumber(point.mean));
  json.set("samples", std::uint64_t{point.samples});
  json.set("undersampled", point.undersampled());
  json.set("parameters", std::uint64_t{point.parameters});
  json.set("costMean", jsonNumber(point.costMean));
  json.set("costDeviation", jsonNumber(point.costDeviation));
  json.set("medianSquare", jsonNumber(point.medianSquare));
  if (point.range > 0) json.set("shotsNeeded", jsonNumber(point.shotsNeeded()));
  Json groups = Json::array();
  for (const GroupSpread& group : point.groups) {
    Json each = Json::object();
    each.set("name", group.name);
    each.set("variance", jsonNumber(group.variance));
    groups.push(std::move(each));
  }
  json.set("groups", std::move(groups));
  json.set("seconds", jsonNumber(point.seconds));
  return json;
}

Json fitJson(const ScanFit& fit, const char* slope) {
  Json json = Json::object();
  json.set("a", jsonNumber(fit.a));
  json.set(slope, jsonNumber(fit.slope));
  json.set("error", jsonNumber(fit.slopeError));
  json.set("chi2", jsonNumber(fit.chi2));
  return json;
}

Json verdictJson(const Verdict& verdict) {
  Json json = Json::object();
  if (verdict.fits) {
    Json fits = Json::object();
    fits.set("exponential", fitJson(verdict.fits->exponential, "b"));
    fits.set("power", fitJson(verdict.fits->power, "k"));
    fits.set("deltaAICc", jsonNumber(verdict.fits->deltaAicc));
    fits.set("slopeLow", jsonNumber(verdict.fits->slope.low));
    fits.set("slopeHigh", jsonNumber(verdict.fits->slope.high));
    json.set("fits", std::move(fits));
  } else {
    json.set("fits", nullptr);
  }
  json.set("verdict", idOf(verdict.kind));
  json.set("undersampled", verdict.undersampled);
  json.set("message", verdict.message);
  return json;
}

// The first cost at the top level, all of them below "verdicts".
Json toJson(const std::vector<ScanPoint>& points, const ScanSettings& settings) {
  Json json = Json::object();
  Json list = Json::array();
  for (const ScanPoint& point : points) list.push(pointJson(point));
  json.set("points", std::move(list));
  Json all = Json::array();
  for (const ScanCost cost : settings.costs) {
    const Verdict verdict = judge(pointsOf(points, cost), settings.seed);
    Json each = verdictJson(verdict);
    if (cost == settings.costs.front()) {
      for (const char* key : {"fits", "verdict", "undersampled", "message"}) {
        json.set(key, *each.find(key));
      }
    }
    each.set("cost", infoOf(cost).id);
    all.push(std::move(each));
  }
  json.set("verdicts", std::move(all));
  json.set("seed", std::to_string(settings.seed));
  return json;
}

// Scientific with four digits, as tables of variances want it.
std::string smallText(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3e", value);
  return text;
}

std::string padded(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string tableText(const std::vector<ScanPoint>& points) {
  std::string text = "qubits    variance       error  kurtosis  shots needed  gradient by\n";
  for (const ScanPoint& point : points) {
    text += padded(std::to_string(point.qubits), 6) + padded(smallText(point.variance), 12) +
            padded(smallText(point.standardError), 12) + padded(fixedText(point.kurtosis, 1), 10) +
            padded(point.range > 0 ? largeNumberText(point.shotsNeeded()) : "-", 14) + "  " +
            point.parameter + (point.undersampled() ? "  (undersampled)" : "") + "\n";
  }
  return text;
}

std::string fitText(const ScanFits& fits) {
  return "exponential  b = " + fixedText(fits.exponential.slope, 3) + " +- " +
         fixedText(fits.exponential.slopeError, 3) + " (95 % interval " +
         fixedText(fits.slope.low, 3) + " to " + fixedText(fits.slope.high, 3) +
         ")\npower law    k = " + fixedText(fits.power.slope, 3) + " +- " +
         fixedText(fits.power.slopeError, 3) +
         "\nAICc of the power law minus that of the "
         "exponential: " +
         fixedText(fits.deltaAicc, 1) + "\n";
}

std::string toText(const std::vector<ScanPoint>& points, const ScanSettings& settings) {
  std::string text;
  for (const ScanCost cost : settings.costs) {
    const std::vector<ScanPoint> own = pointsOf(points, cost);
    const Verdict verdict = judge(own, settings.seed);
    text += (text.empty() ? "" : "\n") + std::string(infoOf(cost).label) + ": " +
            std::string(infoOf(cost).help) + "\n" + tableText(own);
    if (verdict.fits) text += fitText(*verdict.fits);
    text += verdict.title + ". " + verdict.message + "\n";
  }
  return text;
}

/// The cost around random angles at both ends of the sizes, as a table.
int writeLandscape(const std::string& file, const Experiment& experiment, const Catalog& catalog,
                   const ScanSettings& settings, ThreadPool& pool, const std::stop_token& stop) {
  const auto slices = sliceEnds(experiment, catalog, settings, SliceKind::Plane, 0, pool, stop);
  if (!slices) return stop.stop_requested() ? kInterrupted : fail(slices.error());
  if (const auto written = writeAndSay(file, slicesCsv(*slices)); !written) {
    return fail(written.error());
  }
  for (const SizeSlice& one : *slices) {
    print(std::to_string(one.qubits) + " qubits: the cost varies by " +
          fixedText(one.slice.high - one.slice.low, 4) + "\n");
  }
  return kDone;
}

int run(const Arguments& arguments) {
  const Interruption interruption;
  const auto threads = threadCount(arguments);
  if (!threads) return fail(threads.error());
  if (arguments.has("self-check")) {
    return printSelfCheck(SelfCheckSize::Quick, *threads, arguments.has("json"),
                          interruption.token());
  }
  if (arguments.positionalCount() == 0) {
    fail({"", "An experiment to scan is missing.", "Name one, or use --self-check."});
    return kUsage;
  }
  const auto settings = readSettings(arguments);
  if (!settings) return fail(settings.error());
  const Catalog catalog = makeCatalog();
  const auto opened = openExperiment(arguments, catalog);
  if (!opened) return fail(opened.error());
  ThreadPool pool(*threads);
  if (const auto file = arguments.value("landscape")) {
    return writeLandscape(*file, opened->experiment, catalog, *settings, pool,
                          interruption.token());
  }
  const auto plan = planScan(opened->experiment, catalog, *settings);
  if (!plan) return fail(plan.error());
  for (const Error& skipped : plan->skipped) warn(skipped);
  note("about " + durationText(estimatedSeconds(*plan, pool.size())));
  const auto points = [&] {
    constexpr std::uint64_t kSteps = 1000;
    Progress progress("scan", kSteps, static_cast<double>(settings->samples) / kSteps);
    std::uint64_t shown = 0;
    return runScan(*plan, pool, interruption.token(), [&](const ScanProgress& now) {
      const auto step = static_cast<std::uint64_t>(now.done * kSteps);
      if (now.point != nullptr) {
        progress.detail(std::to_string(now.point->qubits) + " qubits done");
      }
      if (step > shown) progress.advance(step - shown, std::nan(""));
      shown = std::max(shown, step);
    });
  }();
  if (!points) return fail(points.error());
  if (arguments.has("json")) {
    printJson(toJson(*points, plan->settings));
  } else {
    print(toText(*points, plan->settings));
  }
  return interruption.token().stop_requested() ? kInterrupted : kDone;
}

}  // namespace

Command scanCommand() {
  Command command;
  command.name = "scan";
  command.summary = "Gradient variance against qubits: does the design have a barren plateau?";
  command.description =
      "Builds the design at each size, draws random initial parameters (and new axes where the "
      "design has random layers), and takes the variance of one derivative of the cost over the "
      "draws. Features are pi (i + 1)/(n + 1). A design that pools down to one qubit does so at "
      "every size. Two fits, ln V = a - b n and ln V = a - k ln n, decide: exponential decay is a "
      "barren plateau (McClean et al., arXiv:1803.11173).\n"
      "\n"
      "Errors follow from the kurtosis of the draws; \"undersampled\" means that the variance is "
      "not known to 10 %. Shots needed: for each shifted circuit, to see a typical gradient at "
      "three times its noise.\n"
      "\n"
      "With --json: {points: [{qubits, cost, parameter, variance, standardError, low, high, "
      "kurtosis, mean, samples, undersampled, parameters, costMean, costDeviation, medianSquare, "
      "shotsNeeded, groups: [{name, variance}], seconds}], fits: {exponential: {a, b, error, "
      "chi2}, power: {a, k, error, chi2}, deltaAICc, slopeLow, slopeHigh}, verdict, undersampled, "
      "message, verdicts: [the same for each cost], seed}.";
  ArgumentSpec experiment = experimentArgument();
  experiment.count = ArgumentSpec::Count::Optional;
  command.arguments = {experiment};
  command.options = {
      setOption(),
      {"qubits", "LIST", "Sizes (default 2,4,6,8,10); a verdict needs five."},
      {"samples", "N", "Random initializations at each size (default 1000)."},
      {"cost", "LIST", "readout (default), local, global, parity."},
      {"parameter", "WHICH",
       "first, middle (default: first of the middle layer), all, or a number from 0."},
      {"init", "NAME", "Initialization (default: that of the design)."},
      {"seed", "N", "Seed of the draws (default 7)."},
      {"landscape", "FILE.csv",
       "Writes the cost in a random plane at the smallest and largest size instead, as a table "
       "qubits,x,y,cost."},
      {"self-check", "", "Scans circuits whose variances are known instead, and compares."},
      threadsOption(),
      jsonOption()};
  command.examples = {"qonvolve-cli scan example:lines",
                      "qonvolve-cli scan my.qonv --qubits 2,4,6,8,10,12 --cost local,global",
                      "qonvolve-cli scan my.qonv --init small_gaussian --samples 200 --json",
                      "qonvolve-cli scan my.qonv --qubits 2,10 --landscape planes.csv",
                      "qonvolve-cli scan --self-check"};
  command.run = run;
  return command;
}

}  // namespace qonvolve::cli
