// SPDX-License-Identifier: GPL-3.0-or-later
// The report of a comparison as PDF.
#pragma once

#include <QByteArray>
#include <string>

namespace qonvolve::ui {

/// Pages of A4 from what reportHtml() gives; its drawings become pictures of 200 dots per inch.
QByteArray reportPdf(const std::string& html);

}  // namespace qonvolve::ui
