// SPDX-License-Identifier: GPL-3.0-or-later
// Own data from a CSV file.
#include "core/data/csv_file.h"
#include "core/data/sources/sources.h"

namespace qonvolve {

namespace {

struct CsvOptions {
  std::string file;
  std::string label;
  std::string separator = "auto";
  std::int64_t height = 0;
  std::int64_t width = 0;
};

char separatorOf(const std::string& id) {
  if (id == "comma") return ',';
  if (id == "semicolon") return ';';
  if (id == "tab") return '\t';
  return 0;
}

Result<SourceData> loadCsv(const SourceContext& context, const CsvOptions& o, Rng) {
  if (o.file.empty()) {
    return Error{context.where + "/options/file", "No CSV file is given.",
                 "Name a file with a first line of column names and one sample a line."};
  }
  const std::string path = resolvedPath(o.file, context.baseFolder);
  auto data = readCsv(path, {o.label, separatorOf(o.separator)}, context.stop);
  if (!data) return data.error();
  if (o.height > 0 || o.width > 0) {
    if (o.height * o.width != data->shape.features) {
      return Error{context.where + "/options/height",
                   "Images of " + std::to_string(o.height) + " x " + std::to_string(o.width) +
                       " pixels need " + std::to_string(o.height * o.width) +
                       " feature columns; the file has " + std::to_string(data->shape.features) +
                       ".",
                   "Set height and width to the size of the images, or both to 0."};
    }
    data->shape.height = static_cast<std::uint32_t>(o.height);
    data->shape.width = static_cast<std::uint32_t>(o.width);
  }
  return SourceData{std::move(*data), {}};
}

std::optional<SourcePromise> csvPromise(const CsvOptions&) {
  return {};
}

}  // namespace

SourceType csvSource() {
  Schema<CsvOptions> schema;
  schema.path("file", &CsvOptions::file,
              {"File", "The CSV file; a relative name starts at the folder of the experiment."});
  schema.text("label", &CsvOptions::label,
              {"Label column",
               "Name of the column with the classes. Empty: the column \"label\", "
               "else the last one."});
  schema.choice("separator", &CsvOptions::separator,
                {{"auto", "Automatic", "The one the first line has most."},
                 {"comma", "Comma", ""},
                 {"semicolon", "Semicolon", ""},
                 {"tab", "Tabulator", ""}},
                {"Separator", "What stands between the cells."});
  constexpr std::int64_t kMostPixels = 4096;
  schema.integer(
      "height", &CsvOptions::height, 0, kMostPixels,
      {"Image height", "Rows of an image when the features are pixels; 0: no images.", "pixels"});
  schema.integer(
      "width", &CsvOptions::width, 0, kMostPixels,
      {"Image width", "Columns of an image when the features are pixels; 0: no images.", "pixels"});
  return makeSourceType(
      {"csv", "Table (CSV)", "Files", "Your own numbers with a label column",
       "The first line names the columns; every other line is one sample. The label may be text or "
       "number: classes are numbered in numerical or else alphabetical order. All other columns "
       "must "
       "hold numbers with a decimal point. Errors name line and column.",
       "RFC 4180"},
      std::move(schema), false, loadCsv, csvPromise);
}

}  // namespace qonvolve
