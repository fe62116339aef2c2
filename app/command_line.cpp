// SPDX-License-Identifier: GPL-3.0-or-later
// The options of the window program.
#include "app/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>
#include <string_view>

#include "core/formats/circuit_formats.h"

namespace qonvolve::ui {
namespace {

Error usage(const QString& message) {
  return {"", message.toStdString(), "See qonvolve --help."};
}

}  // namespace

Result<StartOptions> parseCommandLine(const QStringList& arguments) {
  QCommandLineParser parser;
  parser.setApplicationDescription(
      QStringLiteral("Workbench for quantum convolutional neural networks."));
  parser.addPositionalArgument(QStringLiteral("FILE"),
                               QStringLiteral("Projects to open (*.qonv) or example:NAME, each in "
                                              "a window; also circuits and data."),
                               QStringLiteral("[FILE...]"));
  const auto add = [&parser](const char* name, const char* help, const char* value = nullptr) {
    parser.addOption({QString::fromLatin1(name), QString::fromLatin1(help),
                      QString::fromLatin1(value == nullptr ? "" : value)});
  };
  add("example", "Open a shipped example, for instance lines or moons; the same as example:NAME.",
      "NAME");
  add("screenshot", "Write a picture of the window and quit; needs no display.", "FILE.png");
  add("size", "Size of the window for --screenshot (default 1280x800).", "WxH");
  add("page",
      "What to show for --screenshot: a page of the window (design, plateau, compare) or a panel "
      "(block, data, training, dataset, progress, results, runs, queue, problems, log), the map of "
      "the design, a study of the plateau page (scan, costs, landscape, line, curvature, path, "
      "start, gradients, self-check), or a dialog (export, examples, preferences).",
      "NAME");
  add("dark", "Use the dark theme for --screenshot.");
  add("train", "Train this many epochs at once; with --screenshot, before it.", "EPOCHS");
  add("export",
      "Write the circuit as svg, pdf, png, qasm3, qasm2, qiskit, pennylane or quantikz to the file "
      "named last, and quit; needs no display.",
      "FORMAT");
  add("dpi", "Resolution of a png (default 192).", "N");
  add("plot", "Write the curves of a run folder to the file named last, and quit.", "RUN");
  add("report",
      "Write a report on a run or a sweep, by its folder, to the file named last (.pdf or .html), "
      "and quit; needs no display.",
      "FOLDER");
  add("reset-settings", "Forget window layout, recent files and theme.");
  const QCommandLineOption help = parser.addHelpOption();
  const QCommandLineOption version = parser.addVersionOption();
  if (!parser.parse(arguments)) return usage(parser.errorText());

  StartOptions options;
  if (parser.isSet(help)) {
    options.printAndExit = parser.helpText();
    return options;
  }
  if (parser.isSet(version)) {
    options.printAndExit =
        QStringLiteral("qonvolve %1\n").arg(QCoreApplication::applicationVersion());
    return options;
  }
  const auto value = [&parser](const char* name) { return parser.value(QLatin1String(name)); };
  const auto isSet = [&parser](const char* name) { return parser.isSet(QLatin1String(name)); };
  QStringList files = parser.positionalArguments();
  if (isSet("example")) {
    options.example = value("example");
    options.lastProject = false;
  }
  options.screenshotFile = value("screenshot");
  options.page = value("page");
  options.dark = isSet("dark");
  options.resetSettings = isSet("reset-settings");
  if (isSet("size")) {
    static const QRegularExpression form(QStringLiteral("^(\\d{3,4})x(\\d{3,4})$"));
    const auto match = form.match(value("size"));
    if (!match.hasMatch())
      return usage(
          QStringLiteral("--size is \"%1\"; it must look like 1280x800.").arg(value("size")));
    options.size = {match.captured(1).toInt(), match.captured(2).toInt()};
  }
  if (isSet("train")) {
    bool ok = false;
    options.trainEpochs = value("train").toInt(&ok);
    if (!ok || options.trainEpochs < 1)
      return usage(
          QStringLiteral("--train is \"%1\"; it must be a number of epochs.").arg(value("train")));
  }
  if (isSet("export")) {
    options.exportFormat = value("export").toLower();
    QStringList formats{QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("png")};
    for (const CircuitFormat& format : circuitFormats()) {
      formats << QString::fromUtf8(format.id.data(), static_cast<qsizetype>(format.id.size()));
    }
    if (!formats.contains(options.exportFormat)) {
      return usage(QStringLiteral("--export is \"%1\"; it must be one of %2.")
                       .arg(value("export"), formats.join(QStringLiteral(", "))));
    }
    if (files.isEmpty()) return usage(QStringLiteral("--export needs the file to write."));
    options.exportFile = files.takeLast();
  }
  if (isSet("dpi")) {
    bool ok = false;
    options.dpi = value("dpi").toInt(&ok);
    if (!ok || options.dpi < 36 || options.dpi > 1200)
      return usage(
          QStringLiteral("--dpi is \"%1\"; it must be from 36 to 1200.").arg(value("dpi")));
  }
  if (isSet("plot")) {
    options.plotRun = value("plot");
    if (files.isEmpty()) return usage(QStringLiteral("--plot needs the file to write."));
    options.plotFile = files.takeLast();
  }
  if (isSet("report")) {
    options.reportOn = value("report");
    if (files.isEmpty()) return usage(QStringLiteral("--report needs the file to write."));
    options.reportFile = files.takeLast();
  }
  const bool picture = !options.screenshotFile.isEmpty() || !options.exportFile.isEmpty() ||
                       !options.plotFile.isEmpty();
  if (picture && files.size() > 1) {
    return usage(QStringLiteral("A picture is made of one project only."));
  }
  static const QString prefix = QStringLiteral("example:");
  if (files.size() == 1 && files.first().startsWith(prefix)) {
    options.example = files.takeFirst().mid(prefix.size());
    options.lastProject = false;
  }
  options.files = files;
  return options;
}

bool wantsNoDisplay(int argc, char** argv) {
  if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) return false;
  const bool display =
      qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY");
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    for (const std::string_view name : {"--screenshot", "--export", "--plot", "--report"}) {
      if (argument == name || argument.starts_with(std::string(name) + "=")) return true;
    }
    if (!display &&
        (argument == "--help" || argument == "--version" || argument == "-h" || argument == "-v"))
      return true;
  }
  return false;
}

}  // namespace qonvolve::ui
