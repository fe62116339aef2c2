// SPDX-License-Identifier: GPL-3.0-or-later
// Every row of the ansatz table is well formed and says what it is.
#include <QtTest>
#include <set>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

namespace {

void addRows() {
  QTest::addColumn<std::size_t>("index");
  const auto& entries = ansatzes().entries();
  for (std::size_t i = 0; i < entries.size(); ++i) {
    QTest::newRow(entries[i].info.id.c_str()) << i;
  }
}

}  // namespace

class TestAnsatz : public QObject {
  Q_OBJECT

 private slots:
  void usesEveryParameterOnce_data() { addRows(); }
  void usesEveryParameterOnce() {
    QFETCH(std::size_t, index);
    const Ansatz& ansatz = ansatzes().entries()[index];
    std::multiset<int> used;
    for (const AnsatzGate& gate : ansatz.gates) {
      const GateInfo& info = gateInfo(gate.gate);
      for (std::size_t k = 0; k < 3; ++k) {
        if (k >= info.angles) QVERIFY(gate.parameters[k] < 0);  // an angle the gate does not have
        if (gate.parameters[k] >= 0) used.insert(gate.parameters[k]);
      }
    }
    QCOMPARE(used.size(), std::size_t{ansatz.parameters});
    int next = 0;
    for (const int parameter : used) QCOMPARE(parameter, next++);
  }

  void couplesTwoDifferentWires_data() { addRows(); }
  void couplesTwoDifferentWires() {
    QFETCH(std::size_t, index);
    const Ansatz& ansatz = ansatzes().entries()[index];
    bool couples = false;
    for (const Op& op : instantiate(ansatz, 6, 2, 100)) {
      const std::size_t wires = gateInfo(op.gate).wires;
      QVERIFY(wires <= 2);
      for (std::size_t k = 0; k < wires; ++k) QVERIFY(op.wires[k] == 6 || op.wires[k] == 2);
      if (wires == 2) {
        QVERIFY(op.wires[0] != op.wires[1]);
        couples = true;
      }
      for (std::size_t k = 0; k < gateInfo(op.gate).angles; ++k) {
        if (op.angles[k].source == Angle::Source::Constant) continue;
        QVERIFY(op.angles[k].index >= 100 && op.angles[k].index < 100 + ansatz.parameters);
      }
    }
    QVERIFY(couples);
  }

  void describesItself_data() { addRows(); }
  void describesItself() {
    QFETCH(std::size_t, index);
    const EntryInfo& info = ansatzes().entries()[index].info;
    QVERIFY(!info.label.empty() && !info.summary.empty() && !info.help.empty());
    QVERIFY(info.paper.find("arXiv:") != std::string::npos);
  }
};

QTEST_GUILESS_MAIN(TestAnsatz)
#include "tst_ansatz.moc"
