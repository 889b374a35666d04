#include "gitops_re2.h"

#include <re2/re2.h>

#include <map>
#include <string>
#include <vector>

struct gitops_re2 {
    re2::RE2 expression;

    gitops_re2(re2::StringPiece pattern, const re2::RE2::Options &options) : expression(pattern, options) {}
};

extern "C" {

gitops_re2 *gitops_re2_compile(const char *pattern, size_t count, int64_t memory) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(memory);
    return new gitops_re2(re2::StringPiece(pattern, count), options);
}

void gitops_re2_free(gitops_re2 *expression) { delete expression; }

const char *gitops_re2_error(const gitops_re2 *expression) {
    return expression->expression.ok() ? nullptr : expression->expression.error().c_str();
}

const char *gitops_re2_error_part(const gitops_re2 *expression, size_t *count) {
    const std::string &part = expression->expression.error_arg();
    *count = part.size();
    return part.data();
}

int gitops_re2_program_size(const gitops_re2 *expression) {
    return expression->expression.ok() ? expression->expression.ProgramSize() : 0;
}

int gitops_re2_group_count(const gitops_re2 *expression) {
    return expression->expression.ok() ? expression->expression.NumberOfCapturingGroups() : 0;
}

const char *gitops_re2_group_name(const gitops_re2 *expression, int group) {
    if (!expression->expression.ok()) return nullptr;
    const std::map<int, std::string> &names = expression->expression.CapturingGroupNames();
    const auto found = names.find(group);
    return found == names.end() ? nullptr : found->second.c_str();
}

int gitops_re2_match(
    const gitops_re2 *expression, const char *text, size_t count, size_t start, gitops_re2_range *groups,
    int group_count) {
    if (!expression->expression.ok() || start > count) return 0;
    const re2::StringPiece input(text, count);
    // The whole match and a few groups need no allocation.
    re2::StringPiece few[8];
    std::vector<re2::StringPiece> many;
    re2::StringPiece *found = few;
    if (group_count > 8) {
        many.resize(group_count);
        found = many.data();
    }
    if (!expression->expression.Match(input, start, count, re2::RE2::UNANCHORED, found, group_count)) return 0;
    for (int index = 0; index < group_count; index++) {
        if (found[index].data() == nullptr) {
            groups[index] = {-1, -1};
        } else {
            const ptrdiff_t begin = found[index].data() - text;
            groups[index] = {begin, begin + static_cast<ptrdiff_t>(found[index].size())};
        }
    }
    return 1;
}
}
