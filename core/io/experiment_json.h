// SPDX-License-Identifier: GPL-3.0-or-later
// Project files: experiments as JSON text (*.qonv), read through parse, migrate, typed read,
// resolve.
#pragma once

#include <QString>
#include <string>
#include <string_view>
#include <vector>

#include "core/experiment/catalog.h"
#include "core/experiment/experiment.h"
#include "core/io/json_reader.h"

namespace qonvolve {

inline constexpr std::string_view kExperimentFormat = "qonvolve-experiment";
/// What this version writes. Older ones are migrated, newer ones refused.
inline constexpr std::int64_t kExperimentVersion = 1;

/// Outcome of reading: with errors the experiment holds what could be read, for display only.
struct ExperimentReading {
  Experiment experiment;
  std::vector<Error> errors;
  std::vector<Error> warnings;
};

/// Reads project text. `name` names the text in messages. Ids an entry `replaces` become current
/// ones; ids nobody knows stay, and check() reports them. Members this version does not know are
/// kept in the `unknown` texts and written again.
ExperimentReading readExperiment(std::string_view text, const Catalog& catalog,
                                 const std::string& name = {});

/// Which sections a document has: those that say something, or those at their defaults too.
enum class Sections : std::uint8_t { Used, All };

/// An experiment as a JSON document and as the text of a project file.
Json experimentJson(const Experiment& experiment, Sections sections = Sections::Used);
std::string experimentText(const Experiment& experiment);

/// A list of stack nodes alone, for the clipboard.
std::string stackText(const Stack& stack);
Result<Stack> readStack(std::string_view text, const Catalog& catalog);

/// The experiment with the list or object at a JSON pointer ("/data/preprocess") replaced by JSON
/// text.
Result<Experiment> replacePart(const Experiment& experiment, const Catalog& catalog,
                               const std::string& pointer, const std::string& json);

/// Sets one setting by text as for `--set`: setOption(), or replacePart() where the text is a JSON
/// list or object. On an error the experiment is unchanged.
Result<void> changeSetting(Experiment& experiment, const Catalog& catalog,
                           const std::string& pointer, const std::string& value);

struct LoadedExperiment {
  Experiment experiment;
  QString folder;  // absolute; relative paths of the experiment start here
  std::vector<Error> warnings;
};

/// Reads a project file. With several errors the first is returned and the others counted; the file
/// is never touched.
Result<LoadedExperiment> loadExperiment(const QString& path, const Catalog& catalog);

/// Writes a project file atomically, after keeping the previous one as a backup.
Result<void> saveExperiment(const QString& path, const Experiment& experiment);

/// Twelve hex digits that name everything which decides the result but the seed: same hash, same
/// design, data and training settings (name and description do not count).
std::string designHash(const Experiment& experiment);

}  // namespace qonvolve
