/// A path to a value that names list items by what identifies them: `spec.containers[name=web].image`.
///
/// Unlike an index, such a path still means the same item after another one was inserted before it. Source of the idea:
/// the field sets of server-side apply (structured-merge-diff, `fieldpath/element.go`).
///
/// Spelling: fields are joined by `.`; a field with other characters than letters, digits, `_`, `-`, `/` and `$` stands
/// in `["…"]` with JSON's escapes; `[3]` is an index; `[name=web]` and `[containerPort=80,protocol=TCP]` are items by
/// their keys; `[="x"]` is the item of a set. Values are JSON scalars; a string that cannot be taken for another type and
/// has no special characters needs no quotes. The root is the empty text.
public struct FieldPath: Sendable, Hashable {
    /// The steps from the root.
    public var steps: [Step]

    /// One step down.
    public enum Step: Sendable, Hashable {
        /// A member of an object.
        case field(String)
        /// An element by its position, counted from 0.
        case index(Int)
        /// The element of a list whose members have these values.
        case keyed([Key])
        /// The element of a list of scalars that has this value.
        case value(Scalar)
    }

    /// A member that helps to identify a list item.
    public struct Key: Sendable, Hashable {
        /// The member's name.
        public var name: String
        /// Its value.
        public var value: Scalar

        /// A key from its parts.
        public init(_ name: String, _ value: Scalar) {
            self.name = name
            self.value = value
        }
    }

    /// A value that identifies an item.
    public enum Scalar: Sendable, Hashable {
        case string(String)
        case integer(Int64)
        case boolean(Bool)
        case null
        /// Any other number, as Kubernetes prints it.
        case number(String)
    }

    /// A path of the given steps.
    public init(_ steps: [Step] = []) { self.steps = steps }

    /// The path one step down.
    public func appending(_ step: Step) -> FieldPath { FieldPath(steps + [step]) }
}

extension FieldPath.Scalar {
    /// The scalar a node holds, or `nil` for arrays and objects.
    public init?(_ node: Node) {
        switch node.record.kind {
        case .null: self = .null
        case .boolean: self = .boolean(node.bool ?? false)
        case .string: self = .string(node.string ?? "")
        case .signed, .unsigned, .number:
            if let integer = node.int64 { self = .integer(integer) } else { self = .number(node.numberText ?? "") }
        case .array, .object: return nil
        }
    }

    /// Whether a node holds this scalar.
    public func matches(_ node: Node) -> Bool {
        switch self {
        // By bytes, as Kubernetes compares: not by canonical equivalence.
        case .string(let text): node.string.map { $0.utf8.elementsEqual(text.utf8) } ?? false
        default: FieldPath.Scalar(node) == self
        }
    }

    /// The scalar as JSON.
    public var json: String {
        switch self {
        case .string(let text): JSONWriter.quoted(text)
        case .integer(let value): String(value)
        case .boolean(let value): value ? "true" : "false"
        case .null: "null"
        case .number(let text): text
        }
    }
}

extension FieldPath: CustomStringConvertible {
    /// The spelling that `init(parsing:)` reads back.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name):
                if Self.isPlainField(name) {
                    text += text.isEmpty ? name : "." + name
                } else {
                    text += "[\(JSONWriter.quoted(name))]"
                }
            case .index(let index): text += "[\(index)]"
            case .keyed(let keys):
                text +=
                    "[" + keys.map { "\(Self.spell(name: $0.name))=\(Self.spell($0.value))" }.joined(separator: ",")
                    + "]"
            case .value(let scalar): text += "[=\(scalar.json)]"
            }
        }
        return text
    }

    static func isPlainField(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy {
                switch $0 {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "/"),
                    UInt8(ascii: "$"):
                    true
                default: $0 >= 0x80
                }
            }
    }

    private static func spell(name: String) -> String { isPlainField(name) ? name : JSONWriter.quoted(name) }

    /// A string without quotes when it would be read back as the same string.
    private static func spell(_ scalar: Scalar) -> String {
        guard case .string(let text) = scalar else { return scalar.json }
        let isPlain = !text.isEmpty && text.utf8.allSatisfy { !FieldPathParser.endsBareValue($0) && $0 > 0x20 }
        return isPlain && FieldPathParser.scalar(bare: text) == scalar ? text : scalar.json
    }
}
