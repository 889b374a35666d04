import CGitOpsSchema
import GitOpsSchema

/// Writes schema tables as constant C arrays.
struct CSource {
    let builder: SchemaTableBuilder
    let symbol: String
    let origin: String
    let untyped: UInt16

    var text: String {
        let arrays = [
            array(
                "gitops_schema_type", "types", builder.types.map { "{\($0.kind),\($0.flags),\($0.a),\($0.b),\($0.c)}" }),
            array(
                "gitops_schema_field", "fields",
                builder.fields.map { "{\($0.name),\($0.type),\($0.flags),\($0.merge_key)}" }),
            array(
                "gitops_schema_resource", "resources",
                builder.resources.map { "{\($0.kind),\($0.group),\($0.version),\($0.type),\($0.flags)}" }),
            array(
                "gitops_schema_rule", "rules",
                builder.rules.map {
                    "{\($0.field),\($0.operation),\($0.condition_count),\($0.value),\($0.first_condition)}"
                }),
            array(
                "gitops_schema_condition", "conditions",
                builder.conditions.map { "{\($0.test),\($0.literal_count),\($0.path),\($0.first_literal)}" }),
            array(
                "gitops_schema_literal", "literals",
                builder.literals.map { "{\($0.kind),\($0.reserved),\($0.text),\($0.number)}" }),
            array(
                "gitops_schema_deprecation", "deprecations",
                builder.deprecations.map {
                    "{\($0.group),\($0.version),\($0.kind),\($0.new_group),\($0.new_version),\($0.new_kind),"
                        + "\($0.introduced),\($0.deprecated),\($0.removed),0}"
                }),
            array("uint16_t", "list_keys", builder.listKeys.map(String.init)),
            array("uint16_t", "paths", builder.paths.map(String.init)),
        ]
        return """
            // Made by gitops-schema-generator from \(origin) and the facts files; not to be edited by hand.
            #include "gitops_schema.h"

            \(arrays.joined(separator: "\n\n"))

            static const char text[] =
            \(textLines)

            const gitops_schema_tables \(symbol) = {
                .types = types, .fields = fields, .resources = resources, .rules = rules, .conditions = conditions,
                .literals = literals, .deprecations = deprecations, .list_keys = list_keys, .paths = paths, .text = text,
                .own_names = 0, .own_hashes = 0,
                .type_count = \(builder.types.count), .field_count = \(builder.fields.count),
                .resource_count = \(builder.resources.count), .rule_count = \(builder.rules.count),
                .condition_count = \(builder.conditions.count), .literal_count = \(builder.literals.count),
                .deprecation_count = \(builder.deprecations.count), .list_key_count = \(builder.listKeys.count),
                .path_count = \(builder.paths.count), .text_count = \(builder.text.count), .own_name_count = 0,
                .untyped = \(untyped),
            };

            """
    }

    /// Bytes that the tables take in the program.
    var byteCount: Int {
        builder.types.count * MemoryLayout<gitops_schema_type>.stride
            + builder.fields.count * MemoryLayout<gitops_schema_field>.stride
            + builder.resources.count * MemoryLayout<gitops_schema_resource>.stride
            + builder.rules.count * MemoryLayout<gitops_schema_rule>.stride
            + builder.conditions.count * MemoryLayout<gitops_schema_condition>.stride
            + builder.literals.count * MemoryLayout<gitops_schema_literal>.stride
            + builder.deprecations.count * MemoryLayout<gitops_schema_deprecation>.stride
            + (builder.listKeys.count + builder.paths.count) * 2 + builder.text.count
    }

    private func array(_ type: String, _ name: String, _ elements: [String]) -> String {
        var lines: [String] = []
        var line = "   "
        for element in elements.isEmpty ? ["0"] : elements {
            let item = type == "uint16_t" || !elements.isEmpty ? element : "{\(element)}"
            if line.utf8.count + item.utf8.count > 116 {
                lines.append(line)
                line = "   "
            }
            line += " \(item),"
        }
        return "static const \(type) \(name)[] = {\n\((lines + [line]).joined(separator: "\n"))\n};"
    }

    /// One line a text; a text that C would read otherwise never comes: names of the API are letters, digits, `.`, `-`,
    /// `/` and `_`.
    private var textLines: String {
        let texts = builder.text.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        let lines = texts.map { bytes in
            let escaped = bytes.map { byte -> String in
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
                case 0x20..<0x7F: String(UnicodeScalar(byte))
                default:
                    "\\" + String(byte >> 6, radix: 8) + String(byte >> 3 & 7, radix: 8) + String(byte & 7, radix: 8)
                }
            }
            return "    \"\(escaped.joined())\\000\""
        }
        return (lines.isEmpty ? ["    \"\""] : lines).joined(separator: "\n") + ";"
    }
}
