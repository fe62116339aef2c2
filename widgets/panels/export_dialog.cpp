// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/export_dialog.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QSplitter>
#include <QStackedWidget>
#include <QTimer>
#include <QUrl>
#include <QVBoxLayout>

#include "core/io/files.h"
#include "widgets/panels/message_strip.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kPreviewDelay = 150;           // milliseconds after the last change
constexpr qsizetype kPreviewText = 200'000;  // characters
constexpr double kPreviewDpi = 96;
constexpr int kFirstChoice = 2;  // row of the form, below the format and its help

}  // namespace

ExportDialog::ExportDialog(std::vector<ExportTopic> topics, QString folder, QWidget* parent)
    : QDialog(parent),
      topics_(std::move(topics)),
      folder_(std::move(folder)),
      list_(new QListWidget),
      form_(new QFormLayout),
      formatBox_(new QComboBox),
      formatHelp_(new QLabel),
      dpiBox_(new QSpinBox),
      scaleBox_(new QSpinBox),
      pages_(new QStackedWidget),
      text_(new QPlainTextEdit),
      scroll_(new QScrollArea),
      picture_(new QLabel),
      problem_(new QLabel),
      strip_(new MessageStrip),
      timer_(new QTimer(this)) {
  setObjectName(QStringLiteral("exportDialog"));
  setWindowTitle(tr("Export"));
  setAttribute(Qt::WA_DeleteOnClose);
  timer_->setSingleShot(true);
  timer_->setInterval(kPreviewDelay);
  connect(timer_, &QTimer::timeout, this, &ExportDialog::preview);
  makeControls();
  for (const ExportTopic& topic : topics_) {
    list_->addItem(new QListWidgetItem(icon(topic.icon), topic.title));
  }
  // All titles in full, however large the letters.
  list_->setFixedWidth(std::max(150, list_->sizeHintForColumn(0) + 2 * Spacing::kLarge));
  connect(list_, &QListWidget::currentRowChanged, this, &ExportDialog::showTopic);
  resize(900, 620);
  list_->setCurrentRow(0);
  list_->setFocus();
}

void ExportDialog::makeControls() {
  list_->setObjectName(QStringLiteral("exportTopics"));
  list_->setAccessibleName(tr("What to export"));
  list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  formatBox_->setObjectName(QStringLiteral("exportFormat"));
  formatBox_->setAccessibleName(tr("Format"));
  formatHelp_->setFont(scaledFont(0.92));
  dpiBox_->setObjectName(QStringLiteral("exportDpi"));
  dpiBox_->setRange(36, 1200);
  dpiBox_->setValue(192);
  dpiBox_->setSuffix(tr(" dpi"));
  dpiBox_->setAccessibleName(tr("Resolution"));
  dpiBox_->setToolTip(tr("Pixels per inch: 96 is the size on the screen, 300 suits print"));
  scaleBox_->setObjectName(QStringLiteral("exportScale"));
  scaleBox_->setRange(10, 400);
  scaleBox_->setSingleStep(10);
  scaleBox_->setValue(100);
  scaleBox_->setSuffix(tr(" %"));
  scaleBox_->setAccessibleName(tr("Size"));
  scaleBox_->setToolTip(tr("Size of the picture compared with the screen"));

  text_->setObjectName(QStringLiteral("exportText"));
  text_->setAccessibleName(tr("Preview"));
  text_->setReadOnly(true);
  text_->setTabChangesFocus(true);
  text_->setFont(fixedFont());
  text_->setLineWrapMode(QPlainTextEdit::NoWrap);
  picture_->setObjectName(QStringLiteral("exportPicture"));
  picture_->setAccessibleName(tr("Preview"));
  picture_->setAlignment(Qt::AlignCenter);
  scroll_->setWidget(picture_);
  scroll_->setWidgetResizable(true);
  scroll_->setAccessibleName(tr("Preview"));
  problem_->setWordWrap(true);
  problem_->setAlignment(Qt::AlignCenter);
  problem_->setMargin(Spacing::kHuge);
  pages_->addWidget(text_);
  pages_->addWidget(scroll_);
  pages_->addWidget(problem_);
  strip_->setVisible(false);

  form_->addRow(tr("&Format"), formatBox_);
  form_->addRow(QString(), formatHelp_);
  form_->addRow(tr("&Resolution"), dpiBox_);
  form_->addRow(tr("Si&ze"), scaleBox_);
  form_->setFieldGrowthPolicy(QFormLayout::FieldsStayAtSizeHint);

  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
  QPushButton* copyButton = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
  copyButton->setObjectName(QStringLiteral("exportCopy"));
  copyButton->setToolTip(tr("Copy the text or the picture to the clipboard"));
  QPushButton* saveButton = buttons->addButton(tr("&Save…"), QDialogButtonBox::ActionRole);
  saveButton->setObjectName(QStringLiteral("exportSave"));
  copyButton->setAutoDefault(false);
  buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
  saveButton->setDefault(true);
  connect(copyButton, &QPushButton::clicked, this, &ExportDialog::copy);
  connect(saveButton, &QPushButton::clicked, this, &ExportDialog::saveAs);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);

  auto* right = new QVBoxLayout;
  right->setSpacing(Spacing::kLarge);
  right->addLayout(form_);
  right->addWidget(pages_, 1);
  auto* row = new QHBoxLayout;
  row->setSpacing(Spacing::kLarge);
  row->addWidget(list_);
  row->addLayout(right, 1);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(Spacing::kLarge);
  column->addLayout(row, 1);
  column->addWidget(strip_);
  column->addWidget(buttons);

  connect(formatBox_, &QComboBox::currentIndexChanged, this, &ExportDialog::showFormat);
  const auto later = [this] { timer_->start(); };
  connect(dpiBox_, &QSpinBox::valueChanged, this, later);
  connect(scaleBox_, &QSpinBox::valueChanged, this, later);
}

const ExportTopic& ExportDialog::current() const {
  return topics_[static_cast<std::size_t>(std::max(0, list_->currentRow()))];
}

const ExportFormat& ExportDialog::currentFormat() const {
  return current().formats[static_cast<std::size_t>(std::max(0, formatBox_->currentIndex()))];
}

QString ExportDialog::topic() const {
  return current().id;
}

QString ExportDialog::format() const {
  return currentFormat().id;
}

ExportOptions ExportDialog::options() const {
  ExportOptions options{
      currentFormat().id, static_cast<double>(dpiBox_->value()), scaleBox_->value() / 100.0, {}};
  for (const QComboBox* box : choiceBoxes_) options.choices.push_back(box->currentIndex());
  return options;
}

Result<QByteArray> ExportDialog::contents() const {
  return current().make(options());
}

void ExportDialog::select(const QString& topic, const QString& format) {
  for (std::size_t i = 0; i < topics_.size(); ++i) {
    if (topics_[i].id != topic) continue;
    list_->setCurrentRow(static_cast<int>(i));
    for (std::size_t k = 0; k < topics_[i].formats.size(); ++k) {
      if (topics_[i].formats[k].id == format) formatBox_->setCurrentIndex(static_cast<int>(k));
    }
  }
}

void ExportDialog::showTopic(int index) {
  if (index < 0) return;
  for (QComboBox* box : choiceBoxes_) form_->removeRow(box);
  choiceBoxes_.clear();
  for (const ExportChoice& choice : current().choices) {
    auto* box = new QComboBox;
    box->addItems(choice.options);
    box->setAccessibleName(choice.label);
    box->setToolTip(choice.help);
    form_->insertRow(kFirstChoice + static_cast<int>(choiceBoxes_.size()), choice.label, box);
    connect(box, &QComboBox::currentIndexChanged, this, [this] { timer_->start(); });
    choiceBoxes_.push_back(box);
  }
  {
    const QSignalBlocker blocker(formatBox_);
    formatBox_->clear();
    for (const ExportFormat& format : current().formats) formatBox_->addItem(format.label);
  }
  showFormat();
  // By keyboard from top to bottom, whatever was inserted.
  std::vector<QWidget*> order{list_, formatBox_};
  order.insert(order.end(), choiceBoxes_.begin(), choiceBoxes_.end());
  order.insert(order.end(), {dpiBox_, scaleBox_, text_});
  for (std::size_t i = 1; i < order.size(); ++i) setTabOrder(order[i - 1], order[i]);
}

void ExportDialog::showFormat() {
  const ExportFormat& format = currentFormat();
  formatHelp_->setText(format.help);
  formatBox_->setAccessibleDescription(format.help);
  const auto show = [this](QWidget* field, bool visible) {
    field->setVisible(visible);
    form_->labelForField(field)->setVisible(visible);
  };
  const bool isText = format.kind == ExportFormat::Kind::Text;
  for (std::size_t i = 0; i < choiceBoxes_.size(); ++i) {
    show(choiceBoxes_[i], isText || !current().choices[i].textOnly);
  }
  show(dpiBox_, format.kind == ExportFormat::Kind::Pixels);
  show(scaleBox_, !isText);
  strip_->setVisible(false);
  preview();
}

void ExportDialog::preview() {
  timer_->stop();
  ExportOptions wanted = options();
  const bool isText = currentFormat().kind == ExportFormat::Kind::Text;
  if (!isText) {  // all pictures look the same: draw pixels
    for (const ExportFormat& format : current().formats) {
      if (format.kind == ExportFormat::Kind::Pixels) wanted.format = format.id;
    }
    wanted.dpi = kPreviewDpi * devicePixelRatioF();
  }
  const auto made = current().make(wanted);
  if (!made) {
    QString text = QString::fromStdString(made.error().message);
    if (!made.error().hint.empty()) text += '\n' + QString::fromStdString(made.error().hint);
    problem_->setText(text);
    pages_->setCurrentWidget(problem_);
    return;
  }
  if (isText) {
    const QString text = QString::fromUtf8(*made);
    text_->setPlainText(text.size() <= kPreviewText
                            ? text
                            : text.left(kPreviewText) + tr("\n… (the preview ends here)"));
    pages_->setCurrentWidget(text_);
    return;
  }
  image_ = QImage::fromData(*made);
  pages_->setCurrentWidget(scroll_);
  showPicture();
}

/// Whole, but never enlarged.
void ExportDialog::showPicture() {
  if (image_.isNull() || pages_->currentWidget() != scroll_) return;
  const double ratio = devicePixelRatioF();
  const QSize room = (scroll_->viewport()->size() - QSize(8, 8)) * ratio;
  QImage shown = image_;
  if (shown.width() > room.width() || shown.height() > room.height()) {
    shown =
        shown.scaled(room.expandedTo(QSize(16, 16)), Qt::KeepAspectRatio, Qt::SmoothTransformation);
  }
  shown.setDevicePixelRatio(ratio);
  picture_->setPixmap(QPixmap::fromImage(shown));
  picture_->setAccessibleDescription(
      tr("%1, %2 by %3 pixels").arg(current().title).arg(image_.width()).arg(image_.height()));
}

void ExportDialog::resizeEvent(QResizeEvent* event) {
  QDialog::resizeEvent(event);
  showPicture();
}

void ExportDialog::saveAs() {
  const ExportFormat& format = currentFormat();
  const QString start =
      QDir(folder_).filePath(current().fileName + QLatin1Char('.') + format.suffix);
  QString path =
      QFileDialog::getSaveFileName(this, tr("Save %1").arg(format.label), start,
                                   QStringLiteral("%1 (*.%2)").arg(format.label, format.suffix));
  if (path.isEmpty()) return;
  if (QFileInfo(path).suffix().isEmpty()) path += QLatin1Char('.') + format.suffix;
  saveTo(path);
}

bool ExportDialog::saveTo(const QString& path) {
  const auto show = [this](StripMessage message) {
    strip_->showMessage(message);
    strip_->setVisible(true);
  };
  const auto made = contents();
  Result<void> written =
      made ? writeFile(path,
                       std::string_view(made->constData(), static_cast<std::size_t>(made->size())))
           : Result<void>(made.error());
  if (!written) {
    const Error& error = written.error();
    show({.kind = StripMessage::Kind::Error,
          .text = tr("Could not write %1. %2")
                      .arg(QDir::toNativeSeparators(path),
                           QString::fromStdString(error.message + " " + error.hint).trimmed())});
    return false;
  }
  const QString folder = QFileInfo(path).absolutePath();
  folder_ = folder;
  const auto open = [](const QString& what) {
    QDesktopServices::openUrl(QUrl::fromLocalFile(what));
  };
  show({.kind = StripMessage::Kind::Success,
        .text = tr("Wrote %1.").arg(QDir::toNativeSeparators(path)),
        .buttons = {{tr("Open"), [open, path] { open(path); }},
                    {tr("Show in folder"), [open, folder] { open(folder); }},
                    {tr("Copy path"), [path] { QApplication::clipboard()->setText(path); }}}});
  emit saved(path, topic(), format());
  return true;
}

void ExportDialog::copy() {
  const auto made = contents();
  if (!made) return preview();
  if (currentFormat().kind == ExportFormat::Kind::Text) {
    QApplication::clipboard()->setText(QString::fromUtf8(*made));
  } else {
    QApplication::clipboard()->setImage(image_);
  }
}

}  // namespace qonvolve::ui
