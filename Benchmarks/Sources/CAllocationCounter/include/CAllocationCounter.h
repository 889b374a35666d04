#pragma once

#include <stdint.h>

/// Allocations of the whole process since it started: calls of malloc, calloc, realloc, posix_memalign, aligned_alloc
/// and memalign, whoever made them. Always 0 where they cannot be counted (anything but glibc).
uint64_t allocation_count(void);
