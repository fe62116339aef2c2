// SPDX-License-Identifier: GPL-3.0-or-later
// The standard include files. Bodies of qelib1.inc as distributed with OpenQASM 2 (arXiv:1707.03429
// and later additions); stdgates.inc by the definitions of the OpenQASM 3 standard library, with
// powers written as the phases and rotations they are.
#include "core/formats/qasm_reader.h"

namespace qonvolve {
namespace {

constexpr std::string_view kQelib1 = R"(
gate u3(theta,phi,lambda) q { U(theta,phi,lambda) q; }
gate u2(phi,lambda) q { U(pi/2,phi,lambda) q; }
gate u1(lambda) q { U(0,0,lambda) q; }
gate cx c,t { CX c,t; }
gate id a { U(0,0,0) a; }
gate u0(gamma) q { U(0,0,0) q; }
gate u(theta,phi,lambda) q { U(theta,phi,lambda) q; }
gate p(lambda) q { U(0,0,lambda) q; }
gate x a { u3(pi,0,pi) a; }
gate y a { u3(pi,pi/2,pi/2) a; }
gate z a { u1(pi) a; }
gate h a { u2(0,pi) a; }
gate s a { u1(pi/2) a; }
gate sdg a { u1(-pi/2) a; }
gate t a { u1(pi/4) a; }
gate tdg a { u1(-pi/4) a; }
gate rx(theta) a { u3(theta,-pi/2,pi/2) a; }
gate ry(theta) a { u3(theta,0,0) a; }
gate rz(phi) a { u1(phi) a; }
gate sx a { sdg a; h a; sdg a; }
gate sxdg a { s a; h a; s a; }
gate cz a,b { h b; cx a,b; h b; }
gate cy a,b { sdg b; cx a,b; s b; }
gate swap a,b { cx a,b; cx b,a; cx a,b; }
gate ch a,b { h b; sdg b; cx a,b; h b; t b; cx a,b; t b; h b; s b; x b; s a; }
gate ccx a,b,c {
  h c; cx b,c; tdg c; cx a,c; t c; cx b,c; tdg c; cx a,c;
  t b; t c; h c; cx a,b; t a; tdg b; cx a,b;
}
gate cswap a,b,c { cx c,b; ccx a,b,c; cx c,b; }
gate crx(lambda) a,b {
  u1(pi/2) b; cx a,b; u3(-lambda/2,0,0) b; cx a,b; u3(lambda/2,-pi/2,0) b;
}
gate cry(lambda) a,b { u3(lambda/2,0,0) b; cx a,b; u3(-lambda/2,0,0) b; cx a,b; }
gate crz(lambda) a,b { u1(lambda/2) b; cx a,b; u1(-lambda/2) b; cx a,b; }
gate cu1(lambda) a,b { u1(lambda/2) a; cx a,b; u1(-lambda/2) b; cx a,b; u1(lambda/2) b; }
gate cp(lambda) a,b { p(lambda/2) a; cx a,b; p(-lambda/2) b; cx a,b; p(lambda/2) b; }
gate cu3(theta,phi,lambda) c,t {
  u1((lambda+phi)/2) c; u1((lambda-phi)/2) t; cx c,t;
  u3(-theta/2,0,-(phi+lambda)/2) t; cx c,t; u3(theta/2,phi,0) t;
}
gate csx a,b { h b; cu1(pi/2) a,b; h b; }
gate cu(theta,phi,lambda,gamma) c,t {
  p(gamma) c; p((lambda+phi)/2) c; p((lambda-phi)/2) t; cx c,t;
  u(-theta/2,0,-(phi+lambda)/2) t; cx c,t; u(theta/2,phi,0) t;
}
gate rxx(theta) a,b {
  u3(pi/2,theta,0) a; h b; cx a,b; u1(-theta) b; cx a,b; h b; u2(-pi,pi-theta) a;
}
gate rzz(theta) a,b { cx a,b; u1(theta) b; cx a,b; }
gate rccx a,b,c {
  u2(0,pi) c; u1(pi/4) c; cx b,c; u1(-pi/4) c; cx a,c; u1(pi/4) c; cx b,c; u1(-pi/4) c; u2(0,pi) c;
}
gate rc3x a,b,c,d {
  u2(0,pi) d; u1(pi/4) d; cx c,d; u1(-pi/4) d; u2(0,pi) d;
  cx a,d; u1(pi/4) d; cx b,d; u1(-pi/4) d; cx a,d; u1(pi/4) d; cx b,d; u1(-pi/4) d;
  u2(0,pi) d; u1(pi/4) d; cx c,d; u1(-pi/4) d; u2(0,pi) d;
}
gate c3x a,b,c,d {
  h d; cu1(-pi/4) a,d; h d; cx a,b; h d; cu1(pi/4) b,d; h d; cx a,b;
  h d; cu1(-pi/4) b,d; h d; cx b,c; h d; cu1(pi/4) c,d; h d; cx a,c;
  h d; cu1(-pi/4) c,d; h d; cx b,c; h d; cu1(pi/4) c,d; h d; cx a,c; h d; cu1(-pi/4) c,d; h d;
}
gate c3sqrtx a,b,c,d {
  h d; cu1(pi/8) a,d; h d; cx a,b; h d; cu1(-pi/8) b,d; h d; cx a,b;
  h d; cu1(pi/8) b,d; h d; cx b,c; h d; cu1(-pi/8) c,d; h d; cx a,c;
  h d; cu1(pi/8) c,d; h d; cx b,c; h d; cu1(-pi/8) c,d; h d; cx a,c; h d; cu1(pi/8) c,d; h d;
}
gate c4x a,b,c,d,e {
  h e; cu1(pi/2) d,e; h e; c3x a,b,c,d; h e; cu1(-pi/2) d,e; h e; c3x a,b,c,d; c3sqrtx a,b,c,e;
}
)";

constexpr std::string_view kStdgates = R"(
gate p(lambda) a { ctrl @ gphase(lambda) a; }
gate x a { U(pi,0,pi) a; gphase(-pi/2); }
gate y a { U(pi,pi/2,pi/2) a; gphase(-pi/2); }
gate z a { p(pi) a; }
gate h a { U(pi/2,0,pi) a; gphase(-pi/4); }
gate s a { p(pi/2) a; }
gate sdg a { p(-pi/2) a; }
gate t a { p(pi/4) a; }
gate tdg a { p(-pi/4) a; }
gate rx(theta) a { U(theta,-pi/2,pi/2) a; gphase(-theta/2); }
gate ry(theta) a { U(theta,0,0) a; gphase(-theta/2); }
gate rz(lambda) a { gphase(-lambda/2); U(0,0,lambda) a; }
gate sx a { gphase(pi/4); rx(pi/2) a; }
gate cx a,b { ctrl @ x a,b; }
gate cy a,b { ctrl @ y a,b; }
gate cz a,b { ctrl @ z a,b; }
gate cp(lambda) a,b { ctrl @ p(lambda) a,b; }
gate crx(theta) a,b { ctrl @ rx(theta) a,b; }
gate cry(theta) a,b { ctrl @ ry(theta) a,b; }
gate crz(theta) a,b { ctrl @ rz(theta) a,b; }
gate ch a,b { ctrl @ h a,b; }
gate swap a,b { cx a,b; cx b,a; cx a,b; }
gate ccx a,b,c { ctrl @ ctrl @ x a,b,c; }
gate cswap a,b,c { ctrl @ swap a,b,c; }
gate cu(theta,phi,lambda,gamma) a,b { p(gamma-theta/2) a; ctrl @ U(theta,phi,lambda) a,b; }
gate CX a,b { cx a,b; }
gate phase(lambda) q { p(lambda) q; }
gate cphase(lambda) a,b { cp(lambda) a,b; }
gate id a { U(0,0,0) a; }
gate u1(lambda) q { U(0,0,lambda) q; }
gate u2(phi,lambda) q { gphase(-(phi+lambda+pi/2)/2); U(pi/2,phi,lambda) q; }
gate u3(theta,phi,lambda) q { gphase(-(phi+lambda+theta)/2); U(theta,phi,lambda) q; }
)";

}  // namespace

std::string_view qasmLibrary(std::string_view name) {
  if (name == "qelib1.inc") return kQelib1;
  if (name == "stdgates.inc") return kStdgates;
  return {};
}

}  // namespace qonvolve
