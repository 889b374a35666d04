// libgit2's public interface (https://libgit2.org/libgit2/) and fixed-argument forms of its variadic function, which
// Swift cannot call.
#include <git2.h>
#include <git2/sys/odb_backend.h>
#include <git2/sys/repository.h>

// Whether every object that is read is hashed again and compared with its id.
static inline int gitops_git_set_strict_hash_verification(int enabled) {
    return git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, enabled);
}

// Lets repositories with these extensions be opened; unknown to libgit2 before 1.3.
static inline int gitops_git_set_extensions(const char **extensions, size_t count) {
    return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, count);
}

// Largest number of pack bytes that are mapped at a time.
static inline int gitops_git_set_mapped_limit(size_t bytes) {
    return git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, bytes);
}

// A reader of objects with a context of its own behind the part that libgit2 knows.
typedef struct {
    git_odb_backend parent;
    void *_Nonnull context;
} gitops_odb_backend;
