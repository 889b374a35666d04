#include "CFreeMemory.h"

#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

void return_free_memory(void) {
#if defined(__GLIBC__)
    malloc_trim(0);
#endif
}
