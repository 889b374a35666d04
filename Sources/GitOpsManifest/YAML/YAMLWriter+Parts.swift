extension YAMLWriter {
    /// The lines of a value in block style, the first without blanks before it.
    func lines(_ node: Node) -> [String] {
        var emitter = YAMLEmitter(options: self)
        emitter.block(node.storage, node.index, level: 0, startsOnLine: true)
        return emitter.outputLines
    }

    /// The lines of a member in block style.
    func lines(member name: String, _ value: Node) -> [String] {
        var emitter = YAMLEmitter(options: self)
        emitter.member(name, value.storage, value.index)
        return emitter.outputLines
    }

    /// The value on one line: JSON, which YAML takes, with plain strings left plain where nothing is around them.
    func flow(_ node: Node) -> String {
        if let string = node.string {
            var text = string
            return text.withUTF8 {
                YAMLString.isPlainInFlow($0) ? String(decoding: $0, as: UTF8.self) : doubleQuoted(string)
            }
        }
        switch node.kind {
        case .array: return "[" + node.elements.map { flow($0) }.joined(separator: ", ") + "]"
        case .object:
            return "{" + node.members.map { "\(doubleQuoted($0.key)): \(flow($0.value))" }.joined(separator: ", ") + "}"
        default: return JSONWriter().string(node)
        }
    }

    func doubleQuoted(_ string: String) -> String {
        var text = string
        var output: [UInt8] = []
        text.withUTF8 { YAMLString.writeDoubleQuoted($0, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}
