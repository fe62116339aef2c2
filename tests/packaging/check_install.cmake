# Installs into an empty folder, checks that everything is there, and runs what was installed.
cmake_minimum_required(VERSION 3.25)
file(REMOVE_RECURSE "${STAGE}")
execute_process(COMMAND ${CMAKE_COMMAND} --install "${BUILD}" --prefix "${STAGE}"
                OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
foreach(file
    bin/qonvolve bin/qonvolve-cli
    share/applications/io.github.qonvolve.Qonvolve.desktop
    share/metainfo/io.github.qonvolve.Qonvolve.metainfo.xml
    share/mime/packages/io.github.qonvolve.Qonvolve.xml
    share/icons/hicolor/scalable/apps/io.github.qonvolve.Qonvolve.svg
    share/man/man1/qonvolve.1 share/man/man1/qonvolve-cli.1)
  if(NOT EXISTS "${STAGE}/${file}")
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()
execute_process(COMMAND "${STAGE}/bin/qonvolve-cli" validate example:lines
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -E env QT_QPA_PLATFORM=offscreen "${STAGE}/bin/qonvolve" --version
                COMMAND_ERROR_IS_FATAL ANY)
