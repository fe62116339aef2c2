// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/robustness.h"

#include "app/cli/results.h"
#include "app/cli/session.h"
#include "core/base/text.h"
#include "core/io/json.h"

namespace qonvolve::cli {

namespace {

struct NoiseScan {
  Choice noise;
  std::vector<double> strengths;
};

// CHANNEL or CHANNEL=P,P,...
Result<NoiseScan> parseNoise(const std::string& text, const Catalog& catalog) {
  const std::size_t equals = text.find('=');
  NoiseScan scan{.noise = {.type = text.substr(0, equals), .options = {}}, .strengths = {}};
  const NoiseType* type = catalog.noise.find(scan.noise.type);
  if (type == nullptr) {
    return Error{"--noise-scan", "There is no noise \"" + scan.noise.type + "\".",
                 suggestion(scan.noise.type, catalog.noise.ids())};
  }
  if (equals == std::string::npos) {
    scan.strengths = usualStrengths(*type);
    return scan;
  }
  auto strengths =
      parseStrengths(*type, std::string_view(text).substr(equals + 1), "--noise-scan " + text);
  if (!strengths) return strengths.error();
  scan.strengths = std::move(*strengths);
  return scan;
}

Result<std::vector<std::int64_t>> parseShots(const std::string& text) {
  if (text == "usual") return usualShots();
  return parseShotCounts(text, "--shots-scan");
}

std::string accuracyText(const Scores& scores) {
  return shareText(scores.accuracy, {scores.low95, scores.high95}) + ", loss " +
         fixedText(scores.loss, 4);
}

Json pointJson(const RobustnessPoint& point) {
  Json json = scoreJson(point.scores);
  json.set("strength", jsonNumber(point.strength));
  json.set("shots", point.shots);
  json.set("simulation", point.method);
  return json;
}

}  // namespace

bool wantsScan(const Arguments& arguments) {
  return arguments.has("noise-scan") || arguments.has("shots-scan");
}

std::vector<OptionSpec> scanOptions() {
  return {{"noise-scan", "CHANNEL=P,P",
           "Score with this noise at each strength, in place of all else: "
           "depolarizing=0,0.001,0.01. Without strengths the usual ones."},
          {"shots-scan", "N,N",
           "Score from so many shots for every expectation value, 0 for exact ones: 100,1000,0; "
           "\"usual\" for the usual ones."}};
}

int runScans(const RobustnessSubject& subject, const Catalog& catalog, const Arguments& arguments,
             ThreadPool& pool, std::stop_token stop) {
  Json json = Json::object();
  std::string text;
  const auto add = [&](const std::string& name, const std::vector<RobustnessPoint>& points) {
    Json list = Json::array();
    for (const RobustnessPoint& point : points) {
      const bool shots = name == "shots";
      const std::string value = !shots             ? numberText(point.strength)
                                : point.shots == 0 ? std::string("exact")
                                                   : std::to_string(point.shots);
      text += name + " " + value + std::string(value.size() < 10 ? 10 - value.size() : 1, ' ') +
              accuracyText(point.scores) + "\n";
      list.push(pointJson(point));
    }
    json.set(name, std::move(list));
  };
  if (const auto given = arguments.value("noise-scan")) {
    const auto scan = parseNoise(*given, catalog);
    if (!scan) return fail(scan.error());
    const auto points = noiseStudy(subject, catalog, scan->noise, scan->strengths, pool, stop);
    if (!points) return fail(points.error());
    if (!*points) return kInterrupted;
    add(scan->noise.type, **points);
  }
  if (const auto given = arguments.value("shots-scan")) {
    const auto shots = parseShots(*given);
    if (!shots) return fail(shots.error());
    const auto points = shotStudy(subject, catalog, *shots, pool, stop);
    if (!points) return fail(points.error());
    if (!*points) return kInterrupted;
    add("shots", **points);
  }
  if (arguments.has("json")) {
    printJson(json);
  } else {
    print(text);
  }
  return kDone;
}

}  // namespace qonvolve::cli
