// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/sweep_store.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/base/text.h"
#include "core/io/files.h"

namespace qonvolve {

namespace {

constexpr const char* kOwner = "owner.json";
constexpr const char* kPrefix = "claim-";

// Number of the newest claim in a run folder, 0 for none.
int newestClaim(const QString& runFolder) {
  int newest = 0;
  for (const QString& name :
       QDir(runFolder).entryList({QString(kPrefix) + "*"}, QDir::Dirs | QDir::NoDotAndDotDot)) {
    newest = std::max(newest, name.mid(static_cast<int>(std::strlen(kPrefix))).toInt());
  }
  return newest;
}

QString claimFolder(const QString& runFolder, int number) {
  return runFolder + "/" + kPrefix + QString::number(number);
}

void removeClaim(const QString& folder) {
  QFile::remove(folder + "/" + kOwner);
  QDir().rmdir(folder);
}

struct Owner {
  RunRecord process;  // host, pid, processStart
  std::string job;
};

std::optional<Owner> readOwner(const QString& claim) {
  const auto text = readFile(claim + "/" + kOwner);
  if (!text) return {};
  const auto json = parseJson(*text);
  if (!json) return {};
  ReadLog log;
  const JsonReader root(*json, "", log);
  Owner owner;
  owner.process.host = root.text("host").value_or("");
  owner.process.pid = root.integer("pid").value_or(0);
  owner.process.processStart = root.integer("start").value_or(0);
  owner.job = root.text("job").value_or("");
  return owner;
}

std::string ownJob() {
  return qEnvironmentVariable("SLURM_ARRAY_JOB_ID", qEnvironmentVariable("SLURM_JOB_ID"))
      .toStdString();
}

std::string ownerText() {
  RunRecord process;
  setOwnProcess(process);
  Json json = Json::object();
  json.set("host", process.host);
  json.set("pid", process.pid);
  json.set("start", process.processStart);
  json.set("job", ownJob());
  return writeJson(json, JsonLayout::Compact);
}

// processAlive() takes every process of another machine for alive; those must renew their claims.
bool alive(const QString& claim) {
  const QDateTime renewed = QFileInfo(claim).lastModified();
  const bool fresh =
      renewed.isValid() && renewed.secsTo(QDateTime::currentDateTime()) < SweepClaim::kStaleSeconds;
  const auto owner = readOwner(claim);
  if (!owner) return fresh;  // being removed this moment, or damaged
  RunRecord own;
  setOwnProcess(own);
  return owner->process.host == own.host ? processAlive(owner->process) : fresh;
}

}  // namespace

std::string_view sweepStateName(SweepState state) {
  constexpr std::string_view kNames[] = {"missing", "running",  "partial",
                                         "done",    "diverged", "failed"};
  return kNames[static_cast<std::size_t>(state)];
}

SweepClaim::~SweepClaim() {
  // Older claims first: as long as ours is there, nobody can slip in between.
  const QFileInfo own(folder_);
  const QString runFolder = own.absolutePath();
  const int number = own.fileName().mid(static_cast<int>(std::strlen(kPrefix))).toInt();
  for (int n = 1; n <= number; ++n) removeClaim(claimFolder(runFolder, n));
}

void SweepClaim::renew() const {
  ::utimensat(AT_FDCWD, QFile::encodeName(folder_).constData(), nullptr, 0);
}

SweepStore::SweepStore(QString folder) : folder_(QDir(std::move(folder)).absolutePath()) {}

QString SweepStore::runFolder(const std::string& id) const {
  return folder_ + "/" + QString::fromStdString(id);
}

SweepStatus SweepStore::status(const std::string& id) const {
  const QString path = runFolder(id);
  const QFileInfo file(path + "/run.json");
  SweepStatus status;
  if (file.exists()) {
    const qint64 stamp = file.lastModified().toMSecsSinceEpoch() * 1000 + file.size() % 1000;
    {
      const std::lock_guard lock(mutex_);
      const auto found = known_.find(id);
      if (found != known_.end() && found->second.stamp == stamp) {
        status.record = found->second.record;
      }
    }
    if (!status.record) {
      if (auto record = RunFolder(path).record()) {
        status.record = *record;
        const std::lock_guard lock(mutex_);
        known_[id] = {stamp, std::move(*record)};
      }
    }
  }
  if (status.record && status.record->status == RunStatus::Finished) {
    status.state = SweepState::Done;
  } else if (status.record && status.record->status == RunStatus::Diverged) {
    status.state = SweepState::Diverged;
  } else if (const int newest = newestClaim(path); newest > 0 && alive(claimFolder(path, newest))) {
    status.state = SweepState::Running;
  } else if (!status.record) {
    status.state = SweepState::Missing;
  } else if (status.record->status == RunStatus::Failed) {
    status.state = SweepState::Failed;
  } else {
    status.state = SweepState::Partial;
  }
  return status;
}

Result<std::unique_ptr<SweepClaim>> SweepStore::claim(const std::string& id) const {
  const QString path = runFolder(id);
  if (auto folder = makeFolder(path); !folder) return folder.error();
  const int newest = newestClaim(path);
  if (newest > 0 && alive(claimFolder(path, newest))) return std::unique_ptr<SweepClaim>();
  const QString mine = claimFolder(path, newest + 1);
  // Made beside and put in place with its owner in it: of several, rename() lets one through, and
  // nobody sees a claim without an owner, however its maker ends.
  QTemporaryDir made(path + "/.claim-XXXXXX");
  if (!made.isValid()) {
    return Error{path.toStdString(),
                 "Could not be written: " + made.errorString().toStdString() + ".",
                 "Check the permissions and the space of the folder."};
  }
  if (auto written = writeFile(made.filePath(kOwner), ownerText()); !written) {
    return written.error();
  }
  if (::rename(QFile::encodeName(made.path()).constData(), QFile::encodeName(mine).constData()) !=
      0) {
    if (errno == EEXIST || errno == ENOTEMPTY) return std::unique_ptr<SweepClaim>();
    return Error{mine.toStdString(),
                 std::string("Could not be created: ") + std::strerror(errno) + ".",
                 "Check the permissions and the space of the folder."};
  }
  made.setAutoRemove(false);
  // The one before may have been given back in between and its number be free again: then another
  // could hold a lower number. Whoever sees a claim besides a dead one gives way.
  for (int n = 1; n <= newest; ++n) {
    const QString older = claimFolder(path, n);
    if (QFileInfo::exists(older) && alive(older)) {
      removeClaim(mine);
      return std::unique_ptr<SweepClaim>();
    }
  }
  return std::unique_ptr<SweepClaim>(new SweepClaim(mine));
}

void SweepStore::releaseJob(const std::string& id, const std::string& job) const {
  const QString path = runFolder(id);
  for (int n = newestClaim(path); n > 0; --n) {
    const QString claim = claimFolder(path, n);
    const auto owner = readOwner(claim);
    if (owner && owner->job == job) removeClaim(claim);
  }
}

}  // namespace qonvolve
