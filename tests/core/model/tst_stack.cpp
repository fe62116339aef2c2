// SPDX-License-Identifier: GPL-3.0-or-later
// Ids and pointers of stacks.
#include <QtTest>

#include "tests/core/model/model_testing.h"

using namespace qonvolve;
using namespace qonvolve::testing;

class TestStack : public QObject {
  Q_OBJECT

 private slots:
  void givesUniqueIdsAndKeepsOldOnes() {
    Stack stack{block("angle"), untilOneWire({block("convolution"), block("pooling")}),
                block("readout")};
    std::get<Block>(stack[2]).id = 40;
    assignIds(stack);
    const auto& section = std::get<Repeat>(stack[1]);
    QCOMPARE(std::get<Block>(stack[2]).id, BlockId{40});
    QCOMPARE(std::get<Block>(stack[0]).id, BlockId{41});
    QCOMPARE(section.id, BlockId{42});
    QCOMPARE(section.body[0].id, BlockId{43});
    QCOMPARE(section.body[1].id, BlockId{44});
    const Stack before = stack;
    assignIds(stack);
    QVERIFY(stack == before);
  }

  void findsBlocksAndTheirPointers() {
    Stack stack{block("angle"), untilOneWire({block("convolution"), block("pooling")})};
    assignIds(stack);
    QCOMPARE(pointerOf(stack, 1), std::string("/stack/0"));
    QCOMPARE(pointerOf(stack, 2), std::string("/stack/1"));
    QCOMPARE(pointerOf(stack, 4), std::string("/stack/1/body/1"));
    QCOMPARE(pointerOf(stack, 99), std::string());
    QCOMPARE(findBlock(stack, 4)->choice.type, std::string("pooling"));
    QVERIFY(findBlock(stack, 2) == nullptr);  // a section, not a block
    QVERIFY(findBlock(stack, 99) == nullptr);
  }
};

QTEST_GUILESS_MAIN(TestStack)
#include "tst_stack.moc"
