// SPDX-License-Identifier: GPL-3.0-or-later
// The gate table: everything the program knows of a gate, in one row.
#pragma once

#include <array>
#include <complex>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace qonvolve {

enum class GateId : std::uint8_t {
  I, X, Y, Z, H, S, Sdg, T, Tdg, SX,
  RX, RY, RZ, P, U2, U3,
  CX, CY, CZ, CH, Swap,
  CRX, CRY, CRZ, CP, CU3,
  RXX, RYY, RZZ,
  CCX, CSwap,
  Count,
};

using Complex = std::complex<double>;

/// How d<O>/d(angle) follows from shifted circuits (trainability: two frequencies or one).
enum class ShiftRule : std::uint8_t {
  None,      // no angle
  TwoTerm,   // generator with eigenvalues +-1/2: shifts +-pi/2
  FourTerm,  // controlled rotations, frequencies 1/2 and 1: shifts +-pi/2 and +-3pi/2
};

struct GateInfo {
  GateId id;
  std::string_view name;    // OpenQASM name, also in JSON ("rx")
  std::string_view symbol;  // in drawings ("RX"); for controlled gates that of the target part
  std::uint8_t wires;       // 1, 2 or 3; controls first
  std::uint8_t controls;    // how many of the wires are controls
  std::uint8_t angles;      // 0 to 3
  ShiftRule shift;          // for every angle of the gate
  std::string_view help;    // matrix or generator in words
};

const GateInfo& gateInfo(GateId id);
/// nullptr when there is no gate of that name. Accepts OpenQASM 2 spellings (u1, cu1, u, cnot, id).
const GateInfo* findGate(std::string_view name);
std::span<const GateInfo> allGates();

/// The 2^w x 2^w matrix, row major, for bit 0 = the gate's *first* wire (wires[0]).
void gateMatrix(GateId id, std::span<const double> angles, std::span<Complex> matrix);
/// Its derivative by angle k.
void gateDerivative(GateId id, std::span<const double> angles, std::size_t k,
                    std::span<Complex> matrix);

/// How often a gate is differentiated by each of its angles.
using AngleOrders = std::array<std::uint8_t, 3>;
/// Its mixed derivative: orders[k] times by angle k. Orders beyond the gate's angles must be 0.
void gateDerivative(GateId id, std::span<const double> angles, const AngleOrders& orders,
                    std::span<Complex> matrix);

}  // namespace qonvolve
