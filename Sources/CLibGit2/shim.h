// libgit2's public interface; see https://libgit2.org/libgit2/.
#include <git2.h>
