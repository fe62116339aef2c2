// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/compare/new_sweep_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>
#include <algorithm>

#include "core/base/text.h"
#include "core/experiment/edit.h"
#include "core/experiment/validate.h"
#include "core/io/experiment_json.h"
#include "core/io/setting_table.h"
#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {

namespace {

// Of many values only those with which the design still runs are proposed.
constexpr std::size_t kProposed = 12;

std::vector<std::string> parts(const QLineEdit* edit) {
  std::vector<std::string> values;
  for (const std::string& value : split(edit->text().toStdString(), ',')) {
    if (!trimmed(value).empty()) values.emplace_back(trimmed(value));
  }
  return values;
}

template <class Entry>
std::vector<std::string> idsIn(const Registry<Entry>& registry, const std::string& category) {
  std::vector<std::string> ids;
  for (const Entry& entry : registry.entries()) {
    if (category.empty() || entry.info.category == category) ids.push_back(entry.info.id);
  }
  return ids;
}

}  // namespace

std::string encodingPath(const Experiment& design, const Catalog& catalog) {
  Stack stack = design.stack;
  assignIds(stack);
  for (const BlockId id : idsInOrder(stack)) {
    const Block* block = findBlock(stack, id);
    const BlockType* type = block ? catalog.blocks.find(block->choice.type) : nullptr;
    if (type != nullptr && type->info.category == "Encoding") {
      return settingsPointerOf(stack, id) + "/type";
    }
  }
  return {};
}

NewSweepDialog::NewSweepDialog(std::shared_ptr<const Catalog> catalog, const Experiment& design,
                               QWidget* parent)
    : QDialog(parent), catalog_(std::move(catalog)), design_(design) {
  setWindowTitle(tr("New Comparison"));
  auto* layout = new QVBoxLayout(this);
  auto* words = new QLabel(
      tr("Every combination of the values is trained with every seed, on the same data and split. "
         "Values are separated by commas."),
      this);
  words->setWordWrap(true);
  layout->addWidget(words);
  auto* form = new QFormLayout;
  layout->addLayout(form);
  name_ = new QLineEdit(QString::fromStdString(design.name), this);
  form->addRow(tr("&Name"), name_);
  const std::string encoding = encodingPath(design_, *catalog_);
  const QString wanted[] = {QString::fromStdString(encoding),
                            QStringLiteral("/train/optimizer/type"), QString()};
  const QString titles[] = {tr("&Rows"), tr("&Columns"), tr("&Third")};
  for (int i = 0; i < 3; ++i) {
    AxisRow row = makeRow(QString(titles[i]).remove(QLatin1Char('&')));
    fillSettings(row.setting, wanted[i]);
    auto* both = new QWidget(this);
    auto* lines = new QVBoxLayout(both);
    lines->setContentsMargins(0, 0, 0, Spacing::kSmall);
    lines->addWidget(row.setting);
    lines->addWidget(row.values);
    form->addRow(titles[i], both);
    static_cast<QLabel*>(form->labelForField(both))->setBuddy(row.setting);
    propose(row);
    connect(row.setting, &QComboBox::currentIndexChanged, this, [this, row] {
      propose(row);
      refresh();
    });
    connect(row.values, &QLineEdit::textChanged, this, &NewSweepDialog::refresh);
    axes_.push_back(row);
  }
  seeds_ = new QSpinBox(this);
  seeds_->setRange(1, 1000);
  seeds_->setValue(5);
  form->addRow(tr("&Seeds"), seeds_);
  epochs_ = new QSpinBox(this);
  epochs_->setRange(1, 1'000'000);
  epochs_->setValue(static_cast<int>(design.train.settings.epochs));
  epochs_->setEnabled(design.train.settings.steps == 0);
  form->addRow(tr("&Epochs"), epochs_);
  baselines_ = new QCheckBox(tr("Compare with classical &baselines"), this);
  baselines_->setChecked(true);
  form->addRow(QString(), baselines_);
  count_ = new QLabel(this);
  count_->setWordWrap(true);
  layout->addWidget(count_);
  buttons_ = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  buttons_->button(QDialogButtonBox::Ok)->setText(tr("Train &All"));
  connect(buttons_, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons_, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(seeds_, &QSpinBox::valueChanged, this, &NewSweepDialog::refresh);
  layout->addWidget(buttons_);
  resize(560, sizeHint().height());
  followTheme(this, [this](const Theme&) { refresh(); });
}

NewSweepDialog::AxisRow NewSweepDialog::makeRow(const QString& name) {
  AxisRow row;
  row.setting = new QComboBox(this);
  row.setting->setAccessibleName(tr("%1: setting").arg(name));
  row.setting->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  row.setting->setMinimumContentsLength(30);
  row.values = new QLineEdit(this);
  row.values->setAccessibleName(tr("%1: values").arg(name));
  row.values->setPlaceholderText(tr("Values, separated by commas"));
  return row;
}

void NewSweepDialog::fillSettings(QComboBox* box, const QString& chosen) {
  box->addItem(tr("(none)"), QString());
  const SettingNames names(design_, *catalog_);
  for (const std::string& path : settingPaths(design_, *catalog_)) {
    if (path == "/name" || path == "/description" || path == "/seed") continue;
    box->addItem(QString::fromStdString(names.name(path)), QString::fromStdString(path));
    box->setItemData(box->count() - 1, QString::fromStdString(path), Qt::ToolTipRole);
  }
  box->setCurrentIndex(chosen.isEmpty() ? 0 : std::max(0, box->findData(chosen)));
}

void NewSweepDialog::propose(const AxisRow& row) const {
  row.values->setText(valuesFor(row.setting->currentData().toString()));
  row.values->setCursorPosition(0);  // of many values the first are seen
}

// The values a setting can have, as far as they are a list and the design runs with them.
QString NewSweepDialog::valuesFor(const QString& path) const {
  const std::string text = path.toStdString();
  std::vector<std::string> candidates;
  if (text == "/train/optimizer/type") {
    candidates = {"adam", "rmsprop", "nesterov", "sgd", "spsa"};
  } else if (text == "/train/loss/type") {
    candidates = idsIn(catalog_->losses, {});
  } else if (text == "/train/initializer/type") {
    candidates = idsIn(catalog_->initializers, {});
  } else if (text == encodingPath(design_, *catalog_)) {
    candidates = idsIn(catalog_->blocks, "Encoding");
    std::erase(candidates, "plain_start");  // it does not look at the data
  } else if (text.ends_with("/bypassed")) {
    candidates = {"false", "true"};
  } else if (text.starts_with("/stack/") && text.find("/options/") != std::string::npos) {
    const std::string block = text.substr(0, text.find("/options/"));
    const std::string key = text.substr(text.rfind('/') + 1);
    Stack stack = design_.stack;
    assignIds(stack);
    for (const BlockId id : idsInOrder(stack)) {
      const Block* found = findBlock(stack, id);
      if (found == nullptr || settingsPointerOf(stack, id) != block) continue;
      const BlockType* type = catalog_->blocks.find(found->choice.type);
      if (type == nullptr) continue;
      for (const Field& field : type->fields()) {
        if (field.key != key) continue;
        for (const Option& option : field.options) candidates.push_back(option.id);
      }
    }
  }
  const SettingNames names(design_, *catalog_);
  QStringList kept;
  for (const std::string& value : candidates) {
    if (static_cast<std::size_t>(kept.size()) == kProposed) break;
    Experiment changed = design_;
    if (!changeSetting(changed, *catalog_, text, value)) continue;
    if (!check(changed, *catalog_).runnable()) continue;
    const std::string label = names.value(text, value);
    kept << QString::fromStdString(label.find(',') == std::string::npos ? label : value);
  }
  return kept.join(QStringLiteral(", "));
}

SweepSpec NewSweepDialog::spec() const {
  SweepSpec spec;
  spec.name = name_->text().trimmed().toStdString();
  spec.base = writeJson(experimentJson(design_), JsonLayout::Compact);
  const SettingNames names(design_, *catalog_);
  for (const AxisRow& row : axes_) {
    if (row.setting->currentIndex() == 0) continue;
    const std::string path = row.setting->currentData().toString().toStdString();
    SweepAxis axis{.name = path, .values = {}};
    const std::vector<std::string> tokens = split(path, '/');
    axis.name = tokens.back() == "type" ? tokens[tokens.size() - 2] : tokens.back();
    if (path == encodingPath(design_, *catalog_)) axis.name = "encoding";
    for (const std::string& typed : parts(row.values)) {
      const std::string value = names.meaning(path, typed);
      axis.values.push_back({names.value(path, value), {{path, value}}});
    }
    spec.axes.push_back(std::move(axis));
  }
  spec.seeds.clear();
  for (int i = 0; i < seeds_->value(); ++i) {
    spec.seeds.push_back(design_.seed + static_cast<std::uint64_t>(i));
  }
  if (epochs_->isEnabled()) spec.budget.epochs = epochs_->value();
  if (baselines_->isChecked()) spec.baselines = {"auto"};
  return spec;
}

NewSweepDialog::Trouble NewSweepDialog::troubleOf(const SettingChange& change) {
  const auto key = std::pair{change.path, change.value};
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const SettingNames names(design_, *catalog_);
  const QString name = QString::fromStdString(names.name(change.path));
  const QString value = QString::fromStdString(names.value(change.path, change.value));
  const auto said = [](const std::string& message, const std::string& hint) {
    return QString::fromStdString(hint.empty() ? message : message + " " + hint);
  };
  Trouble trouble;
  Experiment changed = design_;
  if (const auto set = changeSetting(changed, *catalog_, change.path, change.value); !set) {
    trouble = {
        tr("%1 cannot be \"%2\". %3").arg(name, value, said(set.error().message, set.error().hint)),
        true};
  } else {
    const std::vector<Issue> before = check(design_, *catalog_).issues;
    for (const Issue& issue : check(changed, *catalog_).issues) {
      if (issue.severity != Severity::Error || std::ranges::count(before, issue) > 0) continue;
      const bool own = issue.where == change.path || issue.where + "/type" == change.path;
      if (!trouble.text.isEmpty() && !own) continue;
      const QString words = said(issue.message, issue.hint);
      trouble = {
          own ? tr("%1 cannot be \"%2\". %3").arg(name, value, words)
              : tr("With %1 \"%2\" alone this design cannot run. %3").arg(name, value, words),
          own};
      if (own) break;
    }
  }
  return known_[key] = trouble;
}

NewSweepDialog::Trouble NewSweepDialog::trouble() {
  Trouble first;
  for (const SweepAxis& axis : spec().axes) {
    for (const AxisValue& value : axis.values) {
      for (const SettingChange& change : value.changes) {
        const Trouble trouble = troubleOf(change);
        if (trouble.unknown) return trouble;
        if (first.text.isEmpty()) first = trouble;
      }
    }
  }
  return first;
}

void NewSweepDialog::refresh() {
  const auto points = sweepPoints(spec());
  const Trouble found = trouble();
  buttons_->button(QDialogButtonBox::Ok)->setEnabled(points.has_value() && !found.unknown);
  QStringList lines;
  if (!points) {
    lines << QString::fromStdString(points.error().message);
  } else if (!found.unknown) {
    lines << tr("%n design(s)", nullptr, static_cast<int>(points->size())) + " " +
                 tr("× %n seed(s)", nullptr, seeds_->value());
  }
  if (!found.text.isEmpty()) lines << found.text;
  count_->setText(lines.join(QLatin1Char('\n')));
  QPalette mine;
  if (!buttons_->button(QDialogButtonBox::Ok)->isEnabled()) {
    mine.setColor(QPalette::WindowText, programTheme().danger);
  }
  count_->setPalette(mine);
  for (const AxisRow& row : axes_) row.values->setToolTip(row.values->text());
}

}  // namespace qonvolve::ui
