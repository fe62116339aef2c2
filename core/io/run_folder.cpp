// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run_folder.h"

#include <sys/stat.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRandomGenerator>
#include <QSysInfo>
#include <cerrno>
#include <cstring>

#include "core/base/text.h"
#include "core/io/experiment_json.h"
#include "core/io/files.h"
#include "core/train/parameter_file.h"

namespace qonvolve {

namespace {

constexpr const char* kExperiment = "experiment.qonv";
constexpr const char* kRecord = "run.json";
constexpr const char* kCheckpoint = "checkpoint.json";
constexpr const char* kParameters = "parameters.csv";
constexpr const char* kPreprocess = "preprocess.json";
constexpr const char* kNotes = "user.json";

Result<Json> readDocument(const QString& path) {
  const auto text = readFile(path);
  if (!text) return text.error();
  return parseJson(*text, path.toStdString());
}

Error inFile(const QString& path, Error error) {
  error.where = path.toStdString() + (error.where.empty() ? "" : " " + error.where);
  return error;
}

// Start of a process in clock ticks since boot (field 22 of /proc/PID/stat), 0 if unknown.
std::int64_t processStart(std::int64_t pid) {
  QFile file("/proc/" + QString::number(pid) + "/stat");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const QByteArray text = file.readAll();
  const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
  return fields.size() > 19 ? fields[19].toLongLong() : 0;
}

Json matrixJson(const Matrix& matrix) {
  Json json = Json::object();
  json.set("rows", std::int64_t{matrix.rows()});
  json.set("columns", std::int64_t{matrix.cols()});
  json.set("values", jsonNumbers({matrix.data(), matrix.data() + matrix.size()}));
  return json;
}

Matrix readMatrix(const JsonReader& reader) {
  const auto rows = reader.integer("rows").value_or(-1);
  const auto columns = reader.integer("columns").value_or(-1);
  const auto values = reader.reals("values").value_or(std::vector<double>{});
  const auto count = static_cast<std::int64_t>(values.size());
  const bool fits = rows >= 0 && columns >= 0 && rows <= count + 1 &&
                    (rows == 0 ? count == 0 : count % rows == 0 && count / rows == columns);
  if (!fits) {
    reader.error("The matrix has " + std::to_string(rows) + " rows and " + std::to_string(columns) +
                 " columns, but " + std::to_string(count) + " values.");
    return {};
  }
  Matrix matrix(rows, columns);
  std::copy(values.begin(), values.end(), matrix.data());
  return matrix;
}

}  // namespace

QString safeFolderName(const std::string& name) {
  QString safe;
  for (const QChar c : QString::fromStdString(name).normalized(QString::NormalizationForm_KD)) {
    if (c.unicode() < 128 && c.isLetterOrNumber()) {
      safe += c.toLower();
    } else if (!safe.isEmpty() && !safe.endsWith('-') && c.category() != QChar::Mark_NonSpacing) {
      safe += '-';
    }
    if (safe.size() >= 40) break;
  }
  while (safe.endsWith('-')) safe.chop(1);
  return safe.isEmpty() ? QStringLiteral("run") : safe;
}

std::string utcNow() {
  return QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toStdString();
}

void setOwnProcess(RunRecord& record) {
  record.host = QSysInfo::machineHostName().toStdString();
  record.pid = QCoreApplication::applicationPid();
  record.processStart = processStart(record.pid);
}

bool processAlive(const RunRecord& record) {
  // What runs on another machine cannot be known from here.
  if (record.host != QSysInfo::machineHostName().toStdString()) return true;
  const std::int64_t start = processStart(record.pid);
  return start != 0 && (record.processStart == 0 || start == record.processStart);
}

RunFolder::RunFolder(QString path) : path_(QDir::cleanPath(std::move(path))) {}

Result<RunFolder> RunFolder::create(const QString& runsFolder, const std::string& name) {
  if (auto made = makeFolder(runsFolder); !made) return made.error();
  const QString stamp = QDateTime::currentDateTimeUtc().toString("yyyyMMdd'T'HHmmss'Z'");
  for (int attempt = 0; attempt < 100; ++attempt) {
    const quint32 word = QRandomGenerator::system()->generate() & 0xFFFFFFU;
    const QString path = QDir(runsFolder)
                             .absoluteFilePath(stamp + "-" + safeFolderName(name) + "-" +
                                               QString::number(word, 16).rightJustified(6, '0'));
    if (::mkdir(QFile::encodeName(path).constData(), 0777) == 0) return RunFolder(path);
    if (errno != EEXIST) {
      return Error{
          path.toStdString(),
          "The folder of the run could not be created: " + std::string(std::strerror(errno)) + ".",
          "Choose another folder with --out or in the preferences."};
    }
  }
  return Error{runsFolder.toStdString(), "No free name for the folder of the run was found.", ""};
}

QString RunFolder::file(const char* name) const {
  return path_ + "/" + name;
}

bool RunFolder::exists() const {
  return QFileInfo::exists(file(kRecord));
}

Result<void> RunFolder::writeExperiment(const Experiment& experiment) const {
  return writeFile(file(kExperiment), experimentText(experiment));
}

Result<Experiment> RunFolder::experiment(const Catalog& catalog) const {
  auto loaded = loadExperiment(file(kExperiment), catalog);
  if (!loaded) return loaded.error();
  return std::move(loaded->experiment);
}

Result<void> RunFolder::writeRecord(const RunRecord& record) const {
  return writeFile(file(kRecord), writeJson(recordJson(record)));
}

Result<RunRecord> RunFolder::record() const {
  const auto document = readDocument(file(kRecord));
  if (!document) return document.error();
  auto record = readRecord(*document);
  if (!record) return inFile(file(kRecord), record.error());
  if (record->status == RunStatus::Running && !processAlive(*record)) {
    record->status = RunStatus::Interrupted;
  }
  return record;
}

Result<void> RunFolder::writeCheckpoint(const Checkpoint& checkpoint) const {
  return writeFile(file(kCheckpoint), writeJson(checkpointJson(checkpoint), JsonLayout::Compact));
}

Result<void> RunFolder::writeParameters(const Checkpoint& checkpoint, const Model& model) const {
  return writeFile(file(kParameters),
                   parameterFileText(model, checkpoint.bestParameters, checkpoint.parameters));
}

bool RunFolder::hasCheckpoint() const {
  return QFileInfo::exists(file(kCheckpoint));
}

Result<Checkpoint> RunFolder::checkpoint() const {
  const auto document = readDocument(file(kCheckpoint));
  if (!document) return document.error();
  auto checkpoint = readCheckpoint(*document);
  if (!checkpoint) return inFile(file(kCheckpoint), checkpoint.error());
  return checkpoint;
}

Result<void> RunFolder::writePreprocessing(const FittedPreprocessing& fitted) const {
  Json json = Json::object();
  json.set("format", "qonvolve-preprocess");
  json.set("version", 1);
  Json classes = Json::array();
  for (const std::string& name : fitted.classNames) classes.push(name);
  json.set("classNames", std::move(classes));
  Json shape = Json::object();
  shape.set("features", std::uint64_t{fitted.shape.features});
  shape.set("height", std::uint64_t{fitted.shape.height});
  shape.set("width", std::uint64_t{fitted.shape.width});
  if (fitted.shape.texts) shape.set("texts", true);
  json.set("shape", std::move(shape));
  Json steps = Json::array();
  for (const FittedState& state : fitted.steps) {
    Json step = Json::object();
    for (const auto& [name, matrix] : state.numbers) step.set(name, matrixJson(matrix));
    for (const auto& [name, texts] : state.texts) {
      Json list = Json::array();
      for (const std::string& text : texts) list.push(text);
      step.set(name, std::move(list));
    }
    steps.push(std::move(step));
  }
  json.set("steps", std::move(steps));
  return writeFile(file(kPreprocess), writeJson(json, JsonLayout::Compact));
}

Result<FittedPreprocessing> RunFolder::preprocessing() const {
  const auto document = readDocument(file(kPreprocess));
  if (!document) return document.error();
  ReadLog log;
  const JsonReader root(*document, "", log);
  FittedPreprocessing fitted;
  if (root.text("format").value_or("") != "qonvolve-preprocess" ||
      root.integer("version").value_or(0) != 1) {
    root.error("This is not fitted preprocessing that this version can read.");
  }
  fitted.classNames = root.texts("classNames").value_or(std::vector<std::string>{});
  if (const auto shape = root.object("shape")) {
    fitted.shape.features = static_cast<std::uint32_t>(shape->word("features").value_or(0));
    fitted.shape.height = static_cast<std::uint32_t>(shape->word("height").value_or(0));
    fitted.shape.width = static_cast<std::uint32_t>(shape->word("width").value_or(0));
    fitted.shape.texts = shape->has("texts") && shape->boolean("texts").value_or(false);
  }
  for (const JsonReader& step : root.items("steps")) {
    FittedState state;
    if (step.requireObject()) {
      for (const auto& [name, json] : *step.value().as<JsonObject>()) {
        if (json.as<JsonArray>() != nullptr) {
          state.texts[name] = step.texts(name).value_or(std::vector<std::string>{});
        } else {
          state.numbers[name] = readMatrix(step.member(name, json));
        }
      }
    }
    fitted.steps.push_back(std::move(state));
  }
  if (!log.errors.empty()) return inFile(file(kPreprocess), log.errors.front());
  return fitted;
}

Result<void> RunFolder::writeNotes(const RunNotes& notes) const {
  Json json = Json::object();
  Json tags = Json::array();
  for (const QString& tag : notes.tags) tags.push(tag.toStdString());
  json.set("tags", std::move(tags));
  json.set("notes", notes.notes.toStdString());
  json.set("archived", notes.archived);
  json.set("pinned", notes.pinned);
  return writeFile(file(kNotes), writeJson(json));
}

RunNotes RunFolder::notes() const {
  RunNotes notes;
  if (!QFileInfo::exists(file(kNotes))) return notes;
  const auto document = readDocument(file(kNotes));
  if (!document) return notes;
  ReadLog log;
  const JsonReader root(*document, "", log);
  for (const std::string& tag : root.texts("tags").value_or(std::vector<std::string>{})) {
    notes.tags << QString::fromStdString(tag);
  }
  notes.notes = QString::fromStdString(root.text("notes").value_or(""));
  notes.archived = root.boolean("archived").value_or(false);
  notes.pinned = root.boolean("pinned").value_or(false);
  return notes;
}

}  // namespace qonvolve
