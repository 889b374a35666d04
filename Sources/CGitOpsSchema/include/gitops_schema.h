// The shape of schema tables: what the Kubernetes API says about kinds and fields, as constant arrays that are read in
// place. The arrays for one Kubernetes version are generated (see gitops-schema-generator); those of custom resources are
// filled at run time.
#ifndef GITOPS_SCHEMA_H
#define GITOPS_SCHEMA_H

#include <stdint.h>

// What `kind` says decides what `a`, `b` and `c` are:
//   untyped
//   scalar    a: format
//   list      a: type of the elements, b: first of its map keys in `list_keys`, c: number of map keys
//   map       a: type of the values
//   object    a: first field, b: number of fields, c: first of its rules in `rules`
//   builtIn   a: type in the tables of the built-in kinds
typedef struct {
    uint8_t kind;
    uint8_t flags;
    uint16_t a, b, c;
} gitops_schema_type;

// Fields of an object stand together, ordered by name.
typedef struct {
    uint16_t name, type, flags, merge_key;
} gitops_schema_field;

// A kind of a group and version, ordered by kind, group and version; the texts are offsets into `text`.
typedef struct {
    uint16_t kind, group, version, type;
    uint16_t flags;
} gitops_schema_resource;

// A JSON value: a text is an offset into `text`, everything else the value itself.
typedef struct {
    uint8_t kind;
    uint8_t reserved;
    uint16_t text;
    int32_t number;
} gitops_schema_literal;

// One fact about a field that OpenAPI does not tell. `value` is a literal, a path or a text, as `operation` says.
typedef struct {
    uint16_t field;
    uint8_t operation, condition_count;
    uint16_t value, first_condition;
} gitops_schema_rule;

typedef struct {
    uint8_t test, literal_count;
    uint16_t path, first_literal;
} gitops_schema_condition;

// A kind that Kubernetes adds, deprecates or removes; minor versions of Kubernetes 1, 0 where none.
// `new_version` is an empty text when nothing replaces it, `new_kind` when the kind keeps its name.
typedef struct {
    uint16_t group, version, kind, new_group, new_version, new_kind;
    uint8_t introduced, deprecated, removed, reserved;
} gitops_schema_deprecation;

typedef struct {
    const gitops_schema_type *types;
    const gitops_schema_field *fields;
    const gitops_schema_resource *resources;
    const gitops_schema_rule *rules;
    const gitops_schema_condition *conditions;
    const gitops_schema_literal *literals;
    const gitops_schema_deprecation *deprecations;
    // Names of fields that are keys of a list's elements.
    const uint16_t *list_keys;
    // Paths: a number of steps, then the steps; UINT16_MAX is the root, UINT16_MAX - 1 one object out.
    const uint16_t *paths;
    // Zero-terminated texts.
    const char *text;
    // Names of fields that are no well-known names: where each begins in `text` (32 bits), and its keyed hash.
    const uint32_t *own_names;
    const uint64_t *own_hashes;
    // For each field the node of its structural default in the definition's document, UINT32_MAX where it has none.
    const uint32_t *default_nodes;
    uint32_t type_count, field_count, resource_count, rule_count, condition_count, literal_count, deprecation_count;
    uint32_t list_key_count, path_count, text_count, own_name_count;
    // The type that keeps everything and knows nothing.
    uint16_t untyped;
} gitops_schema_tables;

extern const gitops_schema_tables gitops_schema_kubernetes_1_36;

static inline const gitops_schema_tables *gitops_schema_built_in(void) { return &gitops_schema_kubernetes_1_36; }

#endif
