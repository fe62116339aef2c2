// SPDX-License-Identifier: GPL-3.0-or-later
// The CSV files of a run: history.csv (epochs), steps.csv, gradients.csv.
#include <QFile>

#include "core/base/text.h"
#include "core/io/files.h"
#include "core/io/run_folder.h"
#include "core/text/csv_cell.h"

namespace qonvolve {

namespace {

constexpr const char* kEpochs = "history.csv";
constexpr const char* kSteps = "steps.csv";
constexpr const char* kGradients = "gradients.csv";
constexpr std::string_view kEpochHeader =
    "epoch,step,train_loss,train_accuracy,validation_loss,validation_accuracy,gradient_norm,"
    "seconds,"
    "best,evaluations";
constexpr std::string_view kStepHeader = "step,loss,gradient_norm,evaluations";

std::string epochRow(const EpochDone& e) {
  std::string row = std::to_string(e.epoch) + "," + std::to_string(e.step) + "," +
                    numberText(e.train.loss) + "," + numberText(e.train.accuracy) + ",";
  if (e.hasValidation) {
    row += numberText(e.validation.loss) + "," + numberText(e.validation.accuracy);
  } else {
    row += ",";
  }
  return row + "," + numberText(e.gradientNorm) + "," + fixedText(e.seconds, 3) + "," +
         (e.best ? "1" : "0") + "," + std::to_string(e.evaluations);
}

std::string gradientHeader(const std::vector<std::string>& groups) {
  std::string header = "step";
  for (const std::string& group : groups) {
    header += "," + csvQuoted(group + " variance") + "," + csvQuoted(group + " mean square");
  }
  return header;
}

std::string gradientRow(const GradientsMeasured& g) {
  std::string row = std::to_string(g.step);
  for (const GroupGradient& group : g.groups) {
    row += "," + numberText(group.variance) + "," + numberText(group.meanSquare);
  }
  return row;
}

// Calls use(cells) for each complete row with at least `columns` cells until it returns false.
template <class Use>
void forRows(const QString& path, std::size_t columns, Use use) {
  const auto text = readFile(path);
  if (!text) return;
  std::string_view rest = *text;
  bool header = true;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    const auto cells = split(rest.substr(0, end), ',');
    rest.remove_prefix(end + 1);
    if (header) {
      header = false;
      continue;
    }
    if (cells.size() < columns || !use(cells)) return;
  }
}

double cell(const std::string& text) {
  return parseDouble(text).value_or(0);
}

// 0 where a run of an earlier version has no such column.
std::uint64_t count(const std::vector<std::string>& cells, std::size_t column) {
  return column < cells.size() ? parseUnsigned(cells[column]).value_or(0) : 0;
}

// Rows whose first number is at most `last`, after the header.
std::string keptRows(const QString& path, std::string_view header, std::uint64_t last) {
  std::string text(header);
  text += '\n';
  if (last == 0) return text;
  forRows(path, 0, [&](const std::vector<std::string>& cells) {
    const auto number = parseUnsigned(cells.front());
    if (!number || *number > last) return false;
    text += join(cells, ",") + "\n";
    return true;
  });
  return text;
}

}  // namespace

struct HistoryWriter::Impl {
  QFile epochs, steps, gradients;
  std::optional<Error> problem;

  void append(QFile& file, std::string row) {
    if (problem) return;
    row += '\n';
    if (file.write(row.data(), static_cast<qint64>(row.size())) !=
        static_cast<qint64>(row.size())) {
      fail(file);
    }
  }
  void flush(QFile& file) {
    if (!problem && !file.flush()) fail(file);
  }
  void fail(const QFile& file) {
    problem = Error{file.fileName().toStdString(),
                    "Writing the history failed: " + file.errorString().toStdString() + ".",
                    "The run goes on; its history ends here."};
  }
  Result<void> open(QFile& file, const QString& path, std::string_view header, std::uint64_t last) {
    if (auto written = writeFile(path, keptRows(path, header, last)); !written) {
      return written.error();
    }
    file.setFileName(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Append)) return {};
    return Error{path.toStdString(),
                 "Could not be written: " + file.errorString().toStdString() + ".", ""};
  }
};

HistoryWriter::HistoryWriter(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
HistoryWriter::~HistoryWriter() = default;

Result<std::unique_ptr<HistoryWriter>> HistoryWriter::open(const RunFolder& folder,
                                                           const std::vector<std::string>& groups,
                                                           std::uint64_t epoch,
                                                           std::uint64_t step) {
  auto impl = std::make_unique<Impl>();
  if (auto done = impl->open(impl->epochs, folder.file(kEpochs), kEpochHeader, epoch); !done) {
    return done.error();
  }
  if (auto done = impl->open(impl->steps, folder.file(kSteps), kStepHeader, step); !done) {
    return done.error();
  }
  const std::string header = gradientHeader(groups);
  if (auto done = impl->open(impl->gradients, folder.file(kGradients), header, step); !done) {
    return done.error();
  }
  return std::unique_ptr<HistoryWriter>(new HistoryWriter(std::move(impl)));
}

void HistoryWriter::append(const TrainEvent& event) {
  if (const auto* done = std::get_if<StepDone>(&event)) {
    impl_->append(impl_->steps, std::to_string(done->step) + "," + numberText(done->loss) + "," +
                                    numberText(done->gradientNorm) + "," +
                                    std::to_string(done->evaluations));
  } else if (const auto* epoch = std::get_if<EpochDone>(&event)) {
    impl_->append(impl_->epochs, epochRow(*epoch));
    flush();
  } else if (const auto* gradients = std::get_if<GradientsMeasured>(&event)) {
    impl_->append(impl_->gradients, gradientRow(*gradients));
  }
}

void HistoryWriter::flush() {
  impl_->flush(impl_->epochs);
  impl_->flush(impl_->steps);
  impl_->flush(impl_->gradients);
}

const std::optional<Error>& HistoryWriter::problem() const {
  return impl_->problem;
}

History RunFolder::history() const {
  History history;
  forRows(file(kEpochs), 9, [&](const std::vector<std::string>& cells) {
    const auto epoch = parseUnsigned(cells[0]);
    const auto step = parseUnsigned(cells[1]);
    if (!epoch || !step) return false;
    EpochDone e;
    e.epoch = *epoch;
    e.step = *step;
    e.train = {cell(cells[2]), cell(cells[3])};
    e.hasValidation = !cells[4].empty();
    if (e.hasValidation) e.validation = {cell(cells[4]), cell(cells[5])};
    e.gradientNorm = cell(cells[6]);
    e.seconds = cell(cells[7]);
    e.best = cells[8] == "1";
    e.evaluations = count(cells, 9);
    history.epochs.push_back(e);
    return true;
  });
  forRows(file(kSteps), 3, [&](const std::vector<std::string>& cells) {
    const auto step = parseUnsigned(cells[0]);
    if (!step) return false;
    history.steps.push_back({*step, cell(cells[1]), cell(cells[2]), count(cells, 3)});
    return true;
  });
  forRows(file(kGradients), 0, [&](const std::vector<std::string>& cells) {
    const auto step = parseUnsigned(cells[0]);
    if (!step || cells.size() % 2 == 0) return false;
    GradientsMeasured g;
    g.step = *step;
    for (std::size_t i = 1; i + 1 < cells.size(); i += 2) {
      g.groups.push_back({cell(cells[i]), cell(cells[i + 1])});
    }
    history.gradients.push_back(std::move(g));
    return true;
  });
  return history;
}

}  // namespace qonvolve
