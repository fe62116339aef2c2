// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/scan_check.h"

#include <cmath>
#include <cstdio>

#include "app/cli/session.h"
#include "core/base/text.h"

namespace qonvolve::cli {

namespace {

std::string rowText(const CheckRow& row) {
  const bool exact = row.error == 0;
  char text[200];
  std::snprintf(text, sizeof text, "  %-34s  expected %.4e  measured %.4e  ", row.name.c_str(),
                row.expected, row.measured);
  std::string line = text;
  if (exact) {
    std::snprintf(text, sizeof text, "relative difference %.0e",
                  (row.measured - row.expected) / row.expected);
  } else {
    std::snprintf(text, sizeof text, "%+.1f errors of %.1e", row.deviation(),
                  std::hypot(row.error, row.expectedError));
  }
  line += text;
  if (row.undersampled) line += " (undersampled)";
  return line + (row.agrees() ? "\n" : "  WRONG\n");
}

Json rowJson(const CheckRow& row) {
  Json json = Json::object();
  json.set("table", row.table);
  json.set("name", row.name);
  json.set("expected", jsonNumber(row.expected));
  json.set("expectedError", jsonNumber(row.expectedError));
  json.set("measured", jsonNumber(row.measured));
  json.set("error", jsonNumber(row.error));
  json.set("samples", std::uint64_t{row.samples});
  json.set("undersampled", row.undersampled);
  json.set("agrees", row.agrees());
  return json;
}

}  // namespace

int printSelfCheck(SelfCheckSize size, std::size_t threads, bool asJson, std::stop_token stop) {
  const Catalog catalog = makeCatalog();
  ThreadPool pool(threads);
  std::string table;
  Json list = Json::array();
  std::size_t wrong = 0;
  const auto rows = runSelfCheck(catalog, size, pool, stop, [&](const CheckRow& row) {
    if (!row.agrees()) ++wrong;
    if (asJson) {
      list.push(rowJson(row));
      return;
    }
    if (row.table != table) print(row.table + "\n");
    table = row.table;
    print(rowText(row));
  });
  if (asJson) {
    printJson(list);
  } else if (!stop.stop_requested()) {
    print(std::to_string(rows.size() - wrong) + " of " + std::to_string(rows.size()) +
          " numbers agree within four standard errors.\n");
  }
  if (stop.stop_requested()) return kInterrupted;
  return wrong == 0 ? kDone : kFailed;
}

}  // namespace qonvolve::cli
