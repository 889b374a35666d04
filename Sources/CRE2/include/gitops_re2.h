// RE2 in C: linear-time regular expressions with Go's syntax (https://github.com/google/re2).
#ifndef GITOPS_RE2_H
#define GITOPS_RE2_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct gitops_re2 gitops_re2;

// Where a group matched, in bytes; `start` is negative when it took no part.
typedef struct {
    ptrdiff_t start, end;
} gitops_re2_range;

// A compiled expression, never null. `memory` bounds the program and the states kept for matching, in bytes.
gitops_re2 *gitops_re2_compile(const char *pattern, size_t count, int64_t memory);
void gitops_re2_free(gitops_re2 *expression);

// Null when the expression is well formed, else what is wrong; valid while the expression lives.
const char *gitops_re2_error(const gitops_re2 *expression);
// The part of the pattern that is wrong.
const char *gitops_re2_error_part(const gitops_re2 *expression, size_t *count);

// Instructions of the program; 0 when the expression is not well formed.
int gitops_re2_program_size(const gitops_re2 *expression);

int gitops_re2_group_count(const gitops_re2 *expression);
// The name of a group counted from 1, or null; valid while the expression lives.
const char *gitops_re2_group_name(const gitops_re2 *expression, int group);

// Whether the text has a match at or after `start`; fills `groups` (the whole match first), which may be empty.
int gitops_re2_match(
    const gitops_re2 *expression, const char *text, size_t count, size_t start, gitops_re2_range *groups,
    int group_count);

#ifdef __cplusplus
}
#endif

#endif
