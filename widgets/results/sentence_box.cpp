// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/results/sentence_box.h"

#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>
#include <algorithm>

#include "widgets/models/share_text.h"
#include "widgets/results/text_words.h"
#include "widgets/theme/follow_theme.h"

namespace qonvolve::ui {
namespace {

constexpr int kBarWidth = 40;  // characters of a full bar

}  // namespace

SentenceBox::SentenceBox(std::shared_ptr<const Catalog> catalog, QWidget* parent)
    : QWidget(parent), catalog_(std::move(catalog)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(Spacing::kMedium);
  sentence_ = new QLineEdit(this);
  sentence_->setObjectName(QStringLiteral("trySentence"));
  sentence_->setAccessibleName(tr("Sentence for the model"));
  sentence_->setClearButtonEnabled(true);
  words_ = richLabel(this);
  words_->setAccessibleName(tr("Words of the sentence with their ids"));
  summary_ = richLabel(this);
  verdict_ = richLabel(this);
  verdict_->setObjectName(QStringLiteral("sentenceVerdict"));
  verdict_->setFont(scaledFont(1.15, QFont::DemiBold));
  probabilities_ = richLabel(this);
  probabilities_->setAccessibleName(tr("Probability of each class"));
  for (QWidget* part :
       std::initializer_list<QWidget*>{sentence_, verdict_, probabilities_, words_, summary_}) {
    column->addWidget(part);
  }
  column->addStretch(1);
  connect(sentence_, &QLineEdit::textChanged, this, &SentenceBox::ask);
  followTheme(this, [this](const Theme& theme) { writeAnswer(theme); });
}

SentenceBox::~SentenceBox() = default;

void SentenceBox::setResults(std::shared_ptr<const RunResults> results,
                             const QStringList& classNames) {
  job_.cancel();
  results_ = std::move(results);
  classNames_ = classNames;
  QString example;
  if (results_ && !results_->data->raw.train.texts.empty()) {
    example = QString::fromStdString(results_->data->raw.train.texts.front()).left(80);
  }
  sentence_->setPlaceholderText(tr("Write a sentence, such as: %1").arg(example));
  ask();
}

void SentenceBox::ask() {
  job_.cancel();
  if (!results_ || sentence_->text().trimmed().isEmpty()) {
    answer_.reset();
    for (QLabel* label : {verdict_, words_, summary_, probabilities_}) label->clear();
    return;
  }
  job_.start(
      [results = results_, catalog = catalog_,
       text = sentence_->text().toStdString()](const std::stop_token&) -> Result<TextAnswer> {
        const Choice& choice = results->experiment.train.loss;
        const auto type = catalog->losses.require(choice.type, "/train/loss/type");
        if (!type) return type.error();
        const auto loss = (*type)->make(choice.options, "/train/loss");
        if (!loss) return loss.error();
        ThreadPool pool(1);
        ModelRunner runner(results->model, stageFactory(), pool);
        return answerText(results->experiment, *catalog, results->data->fitted, runner, **loss,
                          results->parameters, text);
      },
      [this](const Result<TextAnswer>& answer) { show(answer); });
}

void SentenceBox::show(const Result<TextAnswer>& answer) {
  if (!answer) {
    answer_.reset();
    verdict_->setText(QString::fromStdString(answer.error().message).toHtmlEscaped());
    for (QLabel* label : {words_, summary_, probabilities_}) label->clear();
    emit answered();
    return;
  }
  answer_ = *answer;
  writeAnswer(programTheme());
  emit answered();
}

void SentenceBox::writeAnswer(const Theme& theme) {
  if (!answer_) return;
  const std::vector<double>& p = answer_->probabilities;
  const auto best = std::max_element(p.begin(), p.end());
  verdict_->setText(tr("%1, %2").arg(
      classNames_.value(static_cast<int>(best - p.begin())).toHtmlEscaped(), shareText(*best)));
  QString rows;
  for (std::size_t k = 0; k < p.size(); ++k) {
    const auto blocks = static_cast<int>(std::lround(p[k] * kBarWidth));
    rows +=
        QStringLiteral(
            "<tr><td style=\"padding-right:10px\">%1</td>"
            "<td align=\"right\" style=\"padding-right:10px\">%2</td>"
            "<td style=\"color:%3\">%4</td></tr>")
            .arg(classNames_.value(static_cast<int>(k)).toHtmlEscaped(), shareText(p[k]),
                 theme.series(static_cast<int>(k)).color.name(), QString(blocks, QChar(0x2588)));
  }
  probabilities_->setText(QStringLiteral("<table>%1</table>").arg(rows));
  const auto encoder = textEncoder(results_->experiment.data, results_->data->fitted);
  if (encoder) {
    words_->setText(wordsHtml(answer_->text, encoder->options(), theme, WordDetail::Ids, 200));
    summary_->setText(
        QStringLiteral("<span style=\"color:%1\">%2</span>")
            .arg(theme.mutedText.name(), wordsSummary(answer_->text, encoder->options())));
  }
}

}  // namespace qonvolve::ui
