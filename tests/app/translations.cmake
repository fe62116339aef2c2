# SPDX-License-Identifier: GPL-3.0-or-later
# Fails unless every text with a number, tr("%n ..."), has its English plurals in the translation file.
# Arguments: -D ROOT=<source tree> -D LUPDATE=<Qt's lupdate> -D WORK=<folder for a copy>.
set(copy "${WORK}/qonvolve_en.ts")
file(MAKE_DIRECTORY "${WORK}")
file(COPY_FILE "${ROOT}/resources/translations/qonvolve_en.ts" "${copy}")
execute_process(
  COMMAND "${LUPDATE}" -silent -pluralonly -no-obsolete -locations none -I . app widgets -ts "${copy}"
  WORKING_DIRECTORY "${ROOT}" RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE messages)
if(failed)
  message(FATAL_ERROR "lupdate failed: ${messages}")
endif()
file(READ "${copy}" found)
string(REGEX MATCHALL "<source>[^<]*</source>[^<]*<translation type=\"unfinished\">" missing "${found}")
list(LENGTH missing count)
if(count)
  list(TRANSFORM missing REPLACE "</source>.*" "")
  list(TRANSFORM missing REPLACE "<source>" "  ")
  list(JOIN missing "\n" missing)
  message(FATAL_ERROR "${count} texts have no English plural in resources/translations/qonvolve_en.ts "
                      "(run lupdate with the options of this test, then fill them):\n${missing}")
endif()
