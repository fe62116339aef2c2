// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks on the clipboard: the JSON text of project files, so that they also survive a mail.
#include "widgets/document/stack_clipboard.h"

#include "core/io/experiment_json.h"
#include "widgets/document/stack_edit.h"

namespace qonvolve::ui {
namespace {

constexpr char kStackFormat[] = "application/x-qonvolve-stack+json";

}  // namespace

std::unique_ptr<QMimeData> mimeOfNode(const Stack& stack, BlockId id) {
  Stack copied;
  if (const Lane* lane = findLane(stack, id)) {
    copied = lane->body;
  } else if (const auto position = positionOf(stack, id)) {
    copied.push_back((*listOf(stack, position->section))[position->row]);
  }
  if (copied.empty()) return nullptr;
  const QByteArray text = QByteArray::fromStdString(stackText(copied));
  auto mime = std::make_unique<QMimeData>();
  mime->setData(QLatin1String(kStackFormat), text);
  mime->setText(QString::fromUtf8(text));
  return mime;
}

Result<Stack> stackFromMime(const QMimeData* mime, const Catalog& catalog) {
  const Error none{"", "The clipboard holds no blocks.", "Copy a block of a design first."};
  if (mime == nullptr) return none;
  const bool ours = mime->hasFormat(QLatin1String(kStackFormat));
  const QByteArray text =
      ours ? mime->data(QLatin1String(kStackFormat)) : mime->text().trimmed().toUtf8();
  if (!ours && !text.startsWith('[')) return none;
  auto stack = readStack(text.toStdString(), catalog);
  if (!stack || stack->empty()) return none;
  return stack;
}

}  // namespace qonvolve::ui
