public import GitOpsManifest

/// A choice of fields by their paths, with list items named by what identifies them: `spec.containers[name=web].image`.
///
/// The spelling is that of `FieldPath`, with two additions: `*` stands for any field, `[*]` for any item.
/// A chosen field is chosen with all it contains.
public struct FieldPattern: Sendable, Hashable {
    /// The steps from the object down.
    public var steps: [Step]

    /// One step down.
    public enum Step: Sendable, Hashable {
        /// A member of an object.
        case field(String)
        /// Any member.
        case anyField
        /// An item by its position, counted from 0.
        case index(Int)
        /// Items whose members have these values.
        case keyed([FieldPath.Key])
        /// The item of a list of scalars that has this value.
        case value(FieldPath.Scalar)
        /// Any item.
        case anyItem
        /// Any member or any item, as `[]` of jq.
        case anyChild
        /// A token of a JSON Pointer: a member of an object, or the position of an item.
        case token(String)
    }

    /// A pattern of the given steps; without any, of the whole object.
    public init(_ steps: [Step]) { self.steps = steps }

    /// The field that a JSON Pointer names; the empty one names the whole object.
    public init(_ pointer: JSONPointer) { steps = pointer.tokens.map { .token($0) } }

    /// Reads a spelling as `spec.template.spec.containers[*].image` or `metadata.annotations["a/b"]`.
    ///
    /// - Throws: `PathError` with the place and what was expected.
    public init(parsing text: String) throws(PathError) {
        var steps: [Step] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            let start = rest.startIndex
            if scalar == "[" {
                let end = try Self.endOfBracket(rest, text)
                let part = text.unicodeScalars[start..<end]
                steps.append(String(part) == "[*]" ? .anyItem : try Self.step(String(part), at: start, text))
                rest = text.unicodeScalars[end...]
                continue
            }
            if !steps.isEmpty {
                guard scalar == "." else { throw Self.error(text, start, "'.' or '['") }
                rest.removeFirst()
            }
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else { throw Self.error(text, rest.startIndex, "a field name or '*'") }
            steps.append(String(name) == "*" ? .anyField : try Self.step(String(name), at: rest.startIndex, text))
            rest = rest[name.endIndex...]
        }
        self.steps = steps
    }

    private static func endOfBracket(
        _ rest: Substring.UnicodeScalarView, _ text: String
    ) throws(PathError) -> String.Index {
        var isQuoted = false
        var index = rest.startIndex
        while index < rest.endIndex {
            let scalar = rest[index]
            rest.formIndex(after: &index)
            if isQuoted, scalar == "\\" {
                if index < rest.endIndex { rest.formIndex(after: &index) }
            } else if scalar == "\"" {
                isQuoted.toggle()
            } else if scalar == "]", !isQuoted {
                return index
            }
        }
        throw error(text, rest.endIndex, "']'")
    }

    private static func step(_ part: String, at start: String.Index, _ text: String) throws(PathError) -> Step {
        let path: FieldPath
        do throws(PathError) {
            path = try FieldPath(parsing: part)
        } catch {
            guard case .syntax(_, let offset, let expected) = error else { throw error }
            let before = text.unicodeScalars.distance(from: text.startIndex, to: start)
            throw .syntax(path: text, offset: before + offset, expected: expected)
        }
        switch path.steps.first {
        case .field(let name): return .field(name)
        case .index(let index): return .index(index)
        case .keyed(let keys): return .keyed(keys)
        case .value(let scalar): return .value(scalar)
        case nil: throw error(text, start, "a field name")
        }
    }

    private static func error(_ text: String, _ index: String.Index, _ expected: String) -> PathError {
        .syntax(
            path: text, offset: text.unicodeScalars.distance(from: text.startIndex, to: index), expected: expected)
    }
}

extension FieldPattern: CustomStringConvertible {
    /// The spelling; steps that only importers make are shown as what they come from.
    public var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .field(let name): text += Self.spell(.field(name), text.isEmpty)
            case .anyField: text += text.isEmpty ? "*" : ".*"
            case .index(let index): text += "[\(index)]"
            case .keyed(let keys): text += Self.spell(.keyed(keys), true)
            case .value(let scalar): text += Self.spell(.value(scalar), true)
            case .anyItem: text += "[*]"
            case .anyChild: text += "[]"
            case .token(let token): text += JSONPointer([token]).description
            }
        }
        return text
    }

    private static func spell(_ step: FieldPath.Step, _ isFirst: Bool) -> String {
        let text = FieldPath([step]).description
        return isFirst || text.hasPrefix("[") ? text : "." + text
    }
}
