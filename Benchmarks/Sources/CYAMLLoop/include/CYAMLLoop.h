#pragma once

#include <stddef.h>
#include <stdint.h>

/// Reads every event of a YAML stream with libyaml, deletes each at once and keeps nothing: the least that any reader
/// built on libyaml has to do.
///
/// Returns the number of events before the end or the first error.
size_t yaml_loop_events(const uint8_t *bytes, size_t count);
