import GitOpsCEL

/// A case of the specification's simple tests.
///
/// Source: cel-spec `proto/cel/expr/conformance/test/simple.proto`.
struct SpecificationCase {
    var name: String
    var expression: String
    var container: String
    var isChecked: Bool
    var hasMacros: Bool
    var onlyChecks: Bool
    var variables: [(name: String, type: CELType)]
    var bindings: [(name: String, value: TextMessage)]
    var expected: Expectation

    enum Expectation {
        /// A message `cel.expr.Value`.
        case value(TextMessage)
        case type(CELType, value: TextMessage?)
        /// The message is not compared: implementations word it as they like.
        case error(String)
    }

    /// Why a case is not run.
    enum Exclusion: String, CaseIterable {
        case messages = "protocol-buffer messages"
        case enumerations = "protocol-buffer enumerations"
        case extensions = "protocol-buffer extensions"
        case functions = "functions declared by the case"
    }
}

extension SpecificationCase {
    /// The cases of a file in its order; those that need protocol buffers as what they need.
    static func cases(in file: TextMessage) -> [(case: SpecificationCase, exclusion: Exclusion?)] {
        let prefix = file.string("name") ?? ""
        return file.messages("section").flatMap { section in
            section.messages("test").map { test in
                let name = "\(prefix)/\(section.string("name") ?? "")/\(test.string("name") ?? "")"
                return (SpecificationCase(test, name: name), exclusion(of: test, in: prefix))
            }
        }
    }

    private init(_ test: TextMessage, name: String) {
        self.name = name
        expression = test.string("expr") ?? ""
        container = test.string("container") ?? ""
        isChecked = test.word("disable_check") != "true"
        hasMacros = test.word("disable_macros") != "true"
        onlyChecks = test.word("check_only") == "true"
        variables = test.messages("type_env").compactMap { declaration in
            guard let name = declaration.string("name"), let type = declaration.message("ident")?.message("type") else {
                return nil
            }
            return (name, CELType(type))
        }
        bindings = test.messages("bindings").compactMap { binding in
            guard let name = binding.string("key"), let value = binding.message("value")?.message("value") else {
                return nil
            }
            return (name, value)
        }
        if let error = test.message("eval_error") {
            expected = .error(error.messages("errors").first?.string("message") ?? "")
        } else if let typed = test.message("typed_result") {
            let type = typed.message("deduced_type").map { CELType($0) } ?? .dynamic
            expected = .type(type, value: typed.message("result"))
        } else {
            let yes = TextMessage(fields: [("bool_value", .word("true"))])
            expected = .value(test.message("value") ?? yes)
        }
    }

    /// What a case needs that a library without protocol buffers does not have.
    private static func exclusion(of test: TextMessage, in file: String) -> Exclusion? {
        let expression = test.string("expr") ?? ""
        if test.messages("type_env").contains(where: { $0.message("function") != nil }) { return .functions }
        if file == "proto2_ext" { return .extensions }
        if file == "enums" { return .enumerations }
        let container = test.string("container") ?? ""
        let usesMessages =
            container.hasPrefix("cel.expr.conformance") || container.hasPrefix("google.protobuf")
            || expression.contains("TestAllTypes")
            || messageNames.contains { expression.contains($0) }
            || test.contains { $0.hasPrefix("[type.googleapis.com") && !readable.contains($0) }
            || test.contains { $0 == "message_type" }
        return usesMessages ? .messages : nil
    }

    /// Messages of the well-known types; durations and timestamps are values of the language itself.
    private static let messageNames = [
        "google.protobuf.Any", "google.protobuf.Struct", "google.protobuf.Value", "google.protobuf.ListValue",
        "google.protobuf.BoolValue", "google.protobuf.BytesValue", "google.protobuf.DoubleValue",
        "google.protobuf.FloatValue", "google.protobuf.Int32Value", "google.protobuf.Int64Value",
        "google.protobuf.StringValue", "google.protobuf.UInt32Value", "google.protobuf.UInt64Value",
        "google.protobuf.NullValue", "google.protobuf.Timestamp{", "google.protobuf.Duration{",
        "google.protobuf.Empty", "google.protobuf.FieldMask",
    ]

    private static let readable: Set<String> = [
        "[type.googleapis.com/google.protobuf.Duration]", "[type.googleapis.com/google.protobuf.Timestamp]",
    ]
}

extension CELType {
    /// A message `cel.expr.Type`.
    init(_ message: TextMessage) {
        guard let field = message.fields.first else {
            self = .dynamic
            return
        }
        switch (field.name, field.value) {
        case ("primitive", .word(let name)): self = Self.primitive(name)
        case ("wrapper", .word(let name)): self = .wrapper(Self.primitive(name))
        case ("well_known", .word("TIMESTAMP")): self = .timestamp
        case ("well_known", .word("DURATION")): self = .duration
        case ("null", _): self = .null
        case ("list_type", .message(let list)): self = .list(Self.part(list, "elem_type"))
        case ("map_type", .message(let map)):
            self = .map(key: Self.part(map, "key_type"), value: Self.part(map, "value_type"))
        case ("type", .message(let inner)): self = .type(CELType(inner))
        case ("type_param", .string(let name)): self = .parameter(String(decoding: name, as: UTF8.self))
        case ("message_type", .string(let name)): self = .object(String(decoding: name, as: UTF8.self))
        case ("abstract_type", .message(let abstract)):
            let name = abstract.string("name") ?? ""
            self = name == "optional_type" ? .optional(Self.part(abstract, "parameter_types")) : .opaque(name)
        default: self = .dynamic
        }
    }

    private static func part(_ message: TextMessage, _ name: String) -> CELType {
        message.message(name).map { CELType($0) } ?? .dynamic
    }

    private static func primitive(_ name: String) -> CELType {
        switch name {
        case "BOOL": .boolean
        case "INT64": .integer
        case "UINT64": .unsigned
        case "DOUBLE": .double
        case "STRING": .string
        case "BYTES": .bytes
        default: .dynamic
        }
    }
}
