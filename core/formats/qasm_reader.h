// SPDX-License-Identifier: GPL-3.0-or-later
// Circuits from OpenQASM 2 and the part of OpenQASM 3 that describes circuits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/circuit/circuit.h"

namespace qonvolve {

/// A quantum or classical register: wires or bits first to first + size - 1.
struct QasmRegister {
  std::string name;
  std::uint32_t first = 0;
  std::uint32_t size = 0;
  bool operator==(const QasmRegister&) const = default;
};

struct QasmProgram {
  int version = 2;  // 2 or 3
  Circuit circuit;  // without outputs; registers one after another, first declared = lowest wires
  /// Names of the circuit's parameters and inputs. Inputs of the text that occur in a product of
  /// two are inputs of the circuit, all others are parameters; each kind in the order of the text.
  std::vector<std::string> parameters;
  std::vector<std::string> inputs;
  std::vector<QasmRegister> qubits;
  std::vector<QasmRegister> bits;
};

struct QasmOptions {
  std::uint32_t maxQubits = 64;
  /// Names that may stand in angles without declaration: OpenQASM 2 has no inputs of its own.
  std::vector<std::string> inputs = {};
};

/// Reads a program; the first statement says which version it is. qelib1.inc and stdgates.inc are
/// built in, other files are not included. Definitions that do what a gate of our table of the same
/// name does become that gate, all others are written out. Measurements, resets and conditions
/// become events and conditions of the circuit. Global phases are dropped.
///
/// Errors carry `name` with line and column ("a.qasm:3:14"): syntax, undeclared names (with the
/// nearest one), values that are not real numbers, statements that are not available (loops,
/// subroutines, pulses, opaque gates, ...), and texts beyond the limits below.
Result<QasmProgram> readQasm(std::string_view text, const std::string& name,
                             const QasmOptions& options = {});

inline constexpr std::size_t kMaxQasmBytes = std::size_t{32} << 20;
inline constexpr std::uint64_t kMaxQasmTokens = 10'000'000;
inline constexpr std::size_t kMaxQasmOperations = 1'000'000;
inline constexpr std::uint32_t kMaxQasmNesting = 64;   // definitions, parentheses, blocks
inline constexpr std::size_t kMaxQasmGates = 100'000;  // definitions

/// The text of an include file that is built in; empty when there is none of that name.
std::string_view qasmLibrary(std::string_view name);

}  // namespace qonvolve
