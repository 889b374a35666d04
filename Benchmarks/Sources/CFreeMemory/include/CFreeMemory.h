#pragma once

/// Gives memory that is free back to the system, so that using it again shows in the resident set. Does nothing where
/// the C library has no such call (anything but glibc).
void return_free_memory(void);
