// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_record.h"

#include <array>

namespace qonvolve {

namespace {

constexpr std::array kStatusNames = {"running",  "finished", "stopped",
                                     "diverged", "failed",   "interrupted"};

Json partJson(const PartScore& score) {
  Json json = Json::object();
  json.set("loss", jsonNumber(score.loss));
  json.set("accuracy", jsonNumber(score.accuracy));
  return json;
}

PartScore readPart(const std::optional<JsonReader>& reader) {
  PartScore score;
  if (!reader) return score;
  score.loss = reader->real("loss").value_or(0);
  score.accuracy = reader->real("accuracy").value_or(0);
  return score;
}

Json fullScoreJson(const Scores& scores, const std::vector<std::string>& classNames) {
  Json json = scoreJson(scores);
  if (scores.samples == 0) return json;
  json.set("perClass", perClassJson(scores, classNames));
  json.set("confusion", confusionJson(scores));
  return json;
}

Scores readScores(const JsonReader& parent, std::string_view key) {
  Scores scores;
  const Json* found = parent.value().find(key);
  if (found == nullptr || found->isNull()) return scores;
  const JsonReader reader = parent.member(key, *found);
  if (!reader.requireObject()) return scores;
  scores.samples = reader.word("samples").value_or(0);
  scores.loss = reader.real("loss").value_or(0);
  scores.accuracy = reader.real("accuracy").value_or(0);
  scores.low95 = reader.real("low95").value_or(0);
  scores.high95 = reader.real("high95").value_or(0);
  for (const JsonReader& item : reader.items("perClass")) {
    ClassScore one;
    one.count = item.word("count").value_or(0);
    one.precision = item.real("precision").value_or(0);
    one.recall = item.real("recall").value_or(0);
    one.f1 = item.real("f1").value_or(0);
    scores.perClass.push_back(one);
  }
  for (const JsonReader& row : reader.items("confusion")) {
    auto& counts = scores.confusion.emplace_back();
    for (const JsonReader& cell : row.items()) {
      const auto* count = cell.value().as<std::int64_t>();
      counts.push_back(count == nullptr || *count < 0 ? 0 : static_cast<std::size_t>(*count));
    }
  }
  return scores;
}

Json textsJson(const std::vector<std::string>& texts) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push(text);
  return list;
}

Json errorJson(const Error& error) {
  Json json = Json::object();
  json.set("where", error.where);
  json.set("message", error.message);
  json.set("hint", error.hint);
  return json;
}

}  // namespace

std::string_view runStatusName(RunStatus status) {
  return kStatusNames.at(static_cast<std::size_t>(status));
}

Json scoreJson(const Scores& scores) {
  if (scores.samples == 0) return {};
  Json json = Json::object();
  json.set("samples", std::uint64_t{scores.samples});
  json.set("loss", jsonNumber(scores.loss));
  json.set("accuracy", jsonNumber(scores.accuracy));
  json.set("low95", jsonNumber(scores.low95));
  json.set("high95", jsonNumber(scores.high95));
  json.set("majority", jsonNumber(majorityShare(scores)));
  return json;
}

Json perClassJson(const Scores& scores, const std::vector<std::string>& classNames) {
  Json list = Json::array();
  for (std::size_t i = 0; i < scores.perClass.size(); ++i) {
    const ClassScore& one = scores.perClass[i];
    Json json = Json::object();
    json.set("name", i < classNames.size() ? classNames[i] : std::to_string(i));
    json.set("count", std::uint64_t{one.count});
    json.set("precision", jsonNumber(one.precision));
    json.set("recall", jsonNumber(one.recall));
    json.set("f1", jsonNumber(one.f1));
    list.push(std::move(json));
  }
  return list;
}

Json confusionJson(const Scores& scores) {
  Json rows = Json::array();
  for (const auto& counts : scores.confusion) {
    Json row = Json::array();
    for (const std::size_t count : counts) row.push(std::uint64_t{count});
    rows.push(std::move(row));
  }
  return rows;
}

Json resultJson(const RunRecord& record, const std::string& runFolder) {
  Json json = Json::object();
  json.set("runDir", runFolder.empty() ? Json() : Json(runFolder));
  json.set("status", runStatusName(record.status));
  if (!record.error.message.empty()) json.set("error", errorJson(record.error));
  json.set("name", record.name);
  json.set("seed", record.seed);
  json.set("parameters", record.parameters);
  if (record.wordParameters > 0) json.set("wordParameters", record.wordParameters);
  json.set("qubits", record.qubits);
  json.set("epochs", record.epochs);
  json.set("steps", record.steps);
  json.set("seconds", jsonNumber(record.seconds));
  json.set("samplesPerSecond", jsonNumber(record.samplesPerSecond));
  json.set("circuitEvaluations", record.evaluations);
  json.set("notices", textsJson(record.notices));
  json.set("loss", jsonNumber(record.last.loss));
  json.set("train", scoreJson(record.train));
  json.set("validation", scoreJson(record.validation));
  json.set("test", scoreJson(record.test));
  Json best = Json::object();
  best.set("epoch", record.bestEpoch);
  best.set("part", record.hasValidation ? "validation" : "train");
  best.set("loss", jsonNumber(record.best.loss));
  best.set("accuracy", jsonNumber(record.best.accuracy));
  json.set("best", std::move(best));
  const Scores& shown = record.test.samples > 0         ? record.test
                        : record.validation.samples > 0 ? record.validation
                                                        : record.train;
  json.set("perClass", perClassJson(shown, record.classNames));
  json.set("confusion", confusionJson(shown));
  return json;
}

Json recordJson(const RunRecord& record) {
  Json json = Json::object();
  json.set("format", "qonvolve-run");
  json.set("version", 1);
  json.set("status", runStatusName(record.status));
  if (!record.error.message.empty()) json.set("error", errorJson(record.error));
  json.set("name", record.name);
  json.set("started", record.started);
  if (!record.ended.empty()) json.set("ended", record.ended);
  Json process = Json::object();
  process.set("host", record.host);
  process.set("pid", record.pid);
  process.set("start", record.processStart);
  json.set("process", std::move(process));
  Json program = Json::object();
  program.set("version", record.program.version);
  program.set("commit", record.program.commit);
  program.set("compiler", record.program.compiler);
  program.set("qt", record.program.qt);
  program.set("instructionSet", record.instructionSet);
  json.set("program", std::move(program));
  json.set("threads", record.threads);
  json.set("seed", std::to_string(record.seed));
  json.set("designHash", record.designHash);
  json.set("encoding", record.encoding);
  json.set("ansatz", record.ansatz);
  json.set("optimizer", record.optimizer);
  json.set("dataFolder", record.dataFolder);
  json.set("classNames", textsJson(record.classNames));
  json.set("qubits", record.qubits);
  json.set("parameters", record.parameters);
  if (record.wordParameters > 0) json.set("wordParameters", record.wordParameters);
  json.set("totalSteps", record.totalSteps);
  json.set("epochs", record.epochs);
  json.set("steps", record.steps);
  json.set("seconds", jsonNumber(record.seconds));
  json.set("samplesPerSecond", jsonNumber(record.samplesPerSecond));
  json.set("circuitEvaluations", record.evaluations);
  json.set("notices", textsJson(record.notices));
  json.set("last", partJson(record.last));
  if (record.hasValidation) json.set("lastValidation", partJson(record.lastValidation));
  Json best = partJson(record.best);
  best.set("epoch", record.bestEpoch);
  json.set("best", std::move(best));
  json.set("train", fullScoreJson(record.train, record.classNames));
  json.set("validation", fullScoreJson(record.validation, record.classNames));
  json.set("test", fullScoreJson(record.test, record.classNames));
  return json;
}

Result<RunRecord> readRecord(const Json& json) {
  ReadLog log;
  const JsonReader root(json, "", log);
  if (root.text("format").value_or("") != "qonvolve-run") {
    return Error{"/format", "This is not the record of a run.", "Choose the folder of a run."};
  }
  if (const auto version = root.integer("version").value_or(0); version > 1) {
    return Error{"/version",
                 "This run was made by a newer version (format " + std::to_string(version) +
                     "; this one reads up to 1). Nothing was changed.",
                 ""};
  }
  RunRecord record;
  const std::string status = root.text("status").value_or("");
  for (std::size_t i = 0; i < kStatusNames.size(); ++i) {
    if (status == kStatusNames[i]) record.status = static_cast<RunStatus>(i);
  }
  if (const auto error = root.object("error")) {
    record.error = {error->text("where").value_or(""), error->text("message").value_or(""),
                    error->text("hint").value_or("")};
  }
  record.name = root.text("name").value_or("");
  record.started = root.text("started").value_or("");
  record.ended = root.text("ended").value_or("");
  if (const auto process = root.object("process")) {
    record.host = process->text("host").value_or("");
    record.pid = process->integer("pid").value_or(0);
    record.processStart = process->integer("start").value_or(0);
  }
  if (const auto program = root.object("program")) {
    record.program.version = program->text("version").value_or("");
    record.program.commit = program->text("commit").value_or("");
    record.program.compiler = program->text("compiler").value_or("");
    record.program.qt = program->text("qt").value_or("");
    record.instructionSet = program->text("instructionSet").value_or("");
  }
  record.threads = root.word("threads").value_or(1);
  record.seed = root.word("seed").value_or(0);
  record.designHash = root.text("designHash").value_or("");
  record.encoding = root.text("encoding").value_or("");
  record.ansatz = root.text("ansatz").value_or("");
  record.optimizer = root.text("optimizer").value_or("");
  record.dataFolder = root.text("dataFolder").value_or("");
  record.classNames = root.texts("classNames").value_or(std::vector<std::string>{});
  record.qubits = root.word("qubits").value_or(0);
  record.parameters = root.word("parameters").value_or(0);
  record.wordParameters = root.word("wordParameters").value_or(0);
  record.totalSteps = root.word("totalSteps").value_or(0);
  record.epochs = root.word("epochs").value_or(0);
  record.steps = root.word("steps").value_or(0);
  record.seconds = root.real("seconds").value_or(0);
  record.samplesPerSecond = root.real("samplesPerSecond").value_or(0);
  record.evaluations = root.word("circuitEvaluations").value_or(0);
  record.notices = root.texts("notices").value_or(std::vector<std::string>{});
  record.last = readPart(root.object("last"));
  record.hasValidation = root.has("lastValidation");
  record.lastValidation = readPart(root.object("lastValidation"));
  const auto best = root.object("best");
  record.best = readPart(best);
  if (best) record.bestEpoch = best->word("epoch").value_or(0);
  record.train = readScores(root, "train");
  record.validation = readScores(root, "validation");
  record.test = readScores(root, "test");
  if (!log.errors.empty()) return log.errors.front();
  return record;
}

Json checkpointJson(const Checkpoint& c) {
  Json json = Json::object();
  json.set("format", "qonvolve-checkpoint");
  json.set("version", 1);
  json.set("epoch", c.epoch);
  json.set("step", c.step);
  json.set("seconds", jsonNumber(c.seconds));
  json.set("circuitEvaluations", c.evaluations);
  json.set("parameters", jsonNumbers(c.parameters));
  Json optimizer = Json::object();
  for (const auto& [name, values] : c.optimizer) optimizer.set(name, jsonNumbers(values));
  json.set("optimizer", std::move(optimizer));
  json.set("bestParameters", jsonNumbers(c.bestParameters));
  json.set("bestEpoch", c.bestEpoch);
  json.set("best", partJson(c.best));
  json.set("epochsSinceBest", c.epochsSinceBest);
  json.set("epochLossSum", jsonNumber(c.epochLossSum));
  json.set("epochCorrect", jsonNumber(c.epochCorrect));
  json.set("epochSamples", c.epochSamples);
  json.set("epochSquaredNorm", jsonNumber(c.epochSquaredNorm));
  Json window = Json::array();
  for (const auto& gradient : c.gradientWindow) window.push(jsonNumbers(gradient));
  json.set("gradientWindow", std::move(window));
  return json;
}

Result<Checkpoint> readCheckpoint(const Json& json) {
  ReadLog log;
  const JsonReader root(json, "", log);
  if (root.text("format").value_or("") != "qonvolve-checkpoint" ||
      root.integer("version").value_or(0) != 1) {
    return Error{"/format", "This is not a checkpoint this version can read.", ""};
  }
  for (const char* key : {"epoch", "step", "parameters", "optimizer", "bestParameters"}) {
    if (!root.has(key)) root.error("The member \"" + std::string(key) + "\" is missing.");
  }
  Checkpoint c;
  c.epoch = root.word("epoch").value_or(0);
  c.step = root.word("step").value_or(0);
  c.seconds = root.real("seconds").value_or(0);
  c.evaluations = root.word("circuitEvaluations").value_or(0);
  c.parameters = root.reals("parameters").value_or(std::vector<double>{});
  if (const auto optimizer = root.object("optimizer")) {
    for (const auto& [name, values] : *optimizer->value().as<JsonObject>()) {
      c.optimizer[name] = optimizer->reals(name).value_or(std::vector<double>{});
    }
  }
  c.bestParameters = root.reals("bestParameters").value_or(std::vector<double>{});
  c.bestEpoch = root.word("bestEpoch").value_or(0);
  c.best = readPart(root.object("best"));
  c.epochsSinceBest = root.word("epochsSinceBest").value_or(0);
  c.epochLossSum = root.real("epochLossSum").value_or(0);
  c.epochCorrect = root.real("epochCorrect").value_or(0);
  c.epochSamples = root.word("epochSamples").value_or(0);
  c.epochSquaredNorm = root.real("epochSquaredNorm").value_or(0);
  for (const JsonReader& row : root.items("gradientWindow")) {
    c.gradientWindow.push_back(row.reals().value_or(std::vector<double>{}));
  }
  if (!log.errors.empty()) return log.errors.front();
  return c;
}

}  // namespace qonvolve
