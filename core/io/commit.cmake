# Writes the commit of the source tree into HEADER, and touches it only when it changes.
# Run as: cmake -D SOURCE=<tree> -D HEADER=<file> -P commit.cmake
execute_process(COMMAND git -C "${SOURCE}" rev-parse --short=10 HEAD
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit "unknown")
else()
  execute_process(COMMAND git -C "${SOURCE}" diff --quiet HEAD RESULT_VARIABLE changed ERROR_QUIET)
  if(changed)
    string(APPEND commit "+")
  endif()
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT "#define QONVOLVE_COMMIT \"${commit}\"\n")
