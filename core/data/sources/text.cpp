// SPDX-License-Identifier: GPL-3.0-or-later
// Own texts with labels from files.
#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/text.h"
#include "core/data/labels.h"
#include "core/data/sources/sources.h"
#include "core/data/text_file.h"

namespace qonvolve {

namespace {

namespace fs = std::filesystem;

struct TextOptions {
  std::string folder;
  std::string file;
  std::string validationFile;
  std::string testFile;
  std::string textColumn;
  std::string labelColumn;
  std::string separator = "auto";
  std::string header = "auto";
  std::string encoding = "auto";
};

CorpusFormat formatOf(const TextOptions& o) {
  using Separator = CorpusFormat::Separator;
  using Header = CorpusFormat::Header;
  CorpusFormat format;
  format.text = o.textColumn;
  format.label = o.labelColumn;
  format.separator = o.separator == "tab"         ? Separator::Tab
                     : o.separator == "comma"     ? Separator::Comma
                     : o.separator == "semicolon" ? Separator::Semicolon
                     : o.separator == "blank"     ? Separator::Blank
                                                  : Separator::Automatic;
  format.header = o.header == "yes"  ? Header::Yes
                  : o.header == "no" ? Header::No
                                     : Header::Automatic;
  format.encoding = o.encoding == "utf8"     ? TextEncoding::Utf8
                    : o.encoding == "utf16"  ? TextEncoding::Utf16
                    : o.encoding == "latin1" ? TextEncoding::Windows1252
                                             : TextEncoding::Automatic;
  return format;
}

/// Files of the training, validation and test part; empty: not given.
using Paths = std::array<std::string, 3>;

constexpr std::array<std::string_view, 4> kUsualEnds{".txt", ".tsv", ".csv", ".gz"};

/// The part a file of this name holds (0: training, 1: validation, 2: test), if any.
std::optional<std::size_t> partOfName(const std::string& fileName) {
  const std::string name = lowerCase(fileName);
  const auto has = [&](std::string_view word) { return name.find(word) != std::string::npos; };
  const bool usual = std::any_of(kUsualEnds.begin(), kUsualEnds.end(),
                                 [&](std::string_view end) { return name.ends_with(end); });
  if (!usual) return {};
  if (has("train")) return 0;
  if (has("dev") || has("valid")) return 1;
  if (has("test")) return 2;
  return {};
}

/// The files of a folder by part. Errors: several of one part.
Result<Paths> findFiles(const std::string& folder, const std::string& where) {
  Paths paths;
  std::error_code status;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, status)) {
    const auto part = partOfName(entry.path().filename().string());
    if (!part || !entry.is_regular_file(status)) continue;
    std::string& path = paths[*part];
    if (!path.empty()) {
      std::vector<std::string> two{fs::path(path).filename().string(),
                                   entry.path().filename().string()};
      std::sort(two.begin(), two.end());
      return Error{where,
                   "The folder \"" + folder + "\" has several files for one part: " + two[0] +
                       " and " + two[1] + ".",
                   "Name the files one by one."};
    }
    path = entry.path().string();
  }
  return paths;
}

Result<Paths> findPaths(const SourceContext& context, const TextOptions& o) {
  const std::string where = context.where + "/options/";
  if (!o.file.empty()) {
    if (!o.folder.empty()) {
      return Error{where + "folder", "A folder and a file are given.", "Leave one of them empty."};
    }
    Paths paths;
    const Paths given{o.file, o.validationFile, o.testFile};
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (!given[i].empty()) paths[i] = resolvedPath(given[i], context.baseFolder);
    }
    return paths;
  }
  if (o.folder.empty()) {
    return Error{where + "file", "No file with texts is given.",
                 "Name a file with one label and one text a line, or a folder with a file for "
                 "each part."};
  }
  const std::string folder = resolvedPath(o.folder, context.baseFolder);
  std::error_code status;
  if (!fs::is_directory(folder, status)) {
    return Error{where + "folder", "There is no folder \"" + folder + "\".", ""};
  }
  auto paths = findFiles(folder, where + "folder");
  if (!paths) return paths.error();
  if ((*paths)[0].empty()) {
    return Error{where + "folder",
                 "The folder \"" + folder + "\" has no text file with \"train\" in its name.",
                 "Its files must be called such as train.txt, dev.txt and test.csv; or name the "
                 "files one by one."};
  }
  return paths;
}

Result<SourceData> loadText(const SourceContext& context, const TextOptions& o, Rng) {
  const auto found = findPaths(context, o);
  if (!found) return found.error();
  const Paths& paths = *found;
  const CorpusFormat format = formatOf(o);
  std::array<std::optional<Corpus>, 3> corpora;
  SourceData data;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (paths[i].empty()) continue;
    auto corpus = readCorpus(paths[i], format, context.stop);
    if (!corpus) return corpus.error();
    const std::string name = fs::path(paths[i]).filename().string();
    data.notes.push_back(name + ": " + std::to_string(corpus->rows.size()) + " texts; " +
                         corpus->shape + ".");
    for (const std::string& note : corpus->notes) data.notes.push_back(name + ": " + note);
    corpora[i] = std::move(*corpus);
  }
  std::set<std::string> labels;
  for (const CorpusRow& row : corpora[0]->rows) labels.insert(row.label);
  for (std::size_t i = 1; i < corpora.size(); ++i) {
    if (!corpora[i]) continue;
    for (const CorpusRow& row : corpora[i]->rows) {
      if (labels.contains(row.label)) continue;
      return Error{paths[i] + ":" + std::to_string(row.line),
                   "The label \"" + row.label + "\" does not occur in the training file.",
                   "Its labels are " + join(classesInOrder(labels), ", ") + "."};
    }
  }
  const std::vector<std::string> classNames = classesInOrder(labels);
  data.train = textDataset(std::move(*corpora[0]), classNames);
  if (corpora[1]) data.validation = textDataset(std::move(*corpora[1]), classNames);
  if (corpora[2]) data.test = textDataset(std::move(*corpora[2]), classNames);
  return data;
}

std::optional<SourcePromise> textPromise(const TextOptions&) {
  FeatureShape shape;
  shape.texts = true;
  return SourcePromise{shape, {}};
}

}  // namespace

SourceType textSource() {
  Schema<TextOptions> schema;
  schema.path("folder", &TextOptions::folder,
              {"Folder",
               "Folder with a file for each part: train, dev or valid, and test in their names. "
               "Empty: the files below."});
  schema.path("file", &TextOptions::file,
              {"File", "Texts to train on; what is not given below is split off from them."});
  schema.path("validation_file", &TextOptions::validationFile,
              {"Validation file", "Texts to choose the best epoch with; may be empty."});
  schema.path("test_file", &TextOptions::testFile,
              {"Test file", "Texts for the final score; may be empty."});
  schema.text("label_column", &TextOptions::labelColumn,
              {"Label column", "Its name, or its number from 1. Empty: found out."});
  schema.text("text_column", &TextOptions::textColumn,
              {"Text column", "Its name, or its number from 1. Empty: found out."});
  schema.choice("separator", &TextOptions::separator,
                {{"auto", "Automatic", "What fits all lines best."},
                 {"tab", "Tabulator", ""},
                 {"comma", "Comma", ""},
                 {"semicolon", "Semicolon", ""},
                 {"blank", "Blank", "Lines such as \"1 some words\" or \"some words 1\"."}},
                {"Separator", "What stands between label and text."});
  schema.choice("header", &TextOptions::header,
                {{"auto", "Automatic", "Found out from the first lines."},
                 {"yes", "Yes", ""},
                 {"no", "No", ""}},
                {"Header", "Whether the first line names the columns."});
  schema.choice("encoding", &TextOptions::encoding,
                {{"auto", "Automatic", "UTF-16 or UTF-8 if the file is that, else Windows-1252."},
                 {"utf8", "UTF-8", ""},
                 {"utf16", "UTF-16", ""},
                 {"latin1", "Windows-1252 (Latin-1)", ""}},
                {"Encoding", "How the file holds its characters."});
  return makeSourceType(
      {"text", "Texts", "Files", "Your own labelled texts",
       "One text with its label a line: a table with tabs, commas or semicolons, with a header or "
       "without, in any order of columns, or lines such as \"1 some words\". Labels may be words "
       "or numbers. How the file was read is said in the data view. Errors name the line.",
       "RFC 4180 for quoted cells"},
      std::move(schema), false, loadText, textPromise);
}

}  // namespace qonvolve
