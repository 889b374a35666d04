/// Writes values as YAML in block style, so that Kubernetes reads back the same values.
public struct YAMLWriter: Sendable {
    /// Blanks per level.
    public var indentation: Int
    /// Whether the items of a list stand deeper than the name of the list; kubectl writes them at the same level.
    public var indentsSequences: Bool
    /// Members in byte order of their names, instead of the order of the source.
    public var sortsKeys: Bool

    /// A writer with the given layout.
    public init(indentation: Int = 2, indentsSequences: Bool = false, sortsKeys: Bool = false) {
        self.indentation = min(max(indentation, 1), 9)
        self.indentsSequences = indentsSequences
        self.sortsKeys = sortsKeys
    }

    /// The value as text that ends in a line break. Complexity: O(size).
    public func string(_ node: Node) -> String {
        var output: [UInt8] = []
        write(node, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Several documents, separated by `---` lines.
    public func string(stream nodes: some Sequence<Node>) -> String {
        nodes.map { string($0) }.joined(separator: "---\n")
    }

    /// Appends the value as UTF-8.
    public func write(_ node: Node, to output: inout [UInt8]) {
        var emitter = YAMLEmitter(options: self)
        emitter.block(node.storage, node.index, level: 0, startsOnLine: true)
        output += emitter.output
    }
}

/// One run of a `YAMLWriter`.
struct YAMLEmitter {
    let options: YAMLWriter
    var output: [UInt8] = []

    init(options: YAMLWriter) { self.options = options }

    /// Writes a value whose lines stand at `level` blanks; the first line's blanks are there already unless it starts on
    /// a line of its own.
    mutating func block(_ storage: DocumentStorage, _ index: Int, level: Int, startsOnLine: Bool) {
        let record = storage.record(index)
        switch record.kind {
        case .object where record.high > 0: object(storage, record, level: level, startsOnLine: startsOnLine)
        case .array where record.high > 0: array(storage, record, level: level, startsOnLine: startsOnLine)
        default:
            scalar(storage, index, level: level)
            append("\n")
        }
    }

    private mutating func object(_ storage: DocumentStorage, _ record: NodeRecord, level: Int, startsOnLine: Bool) {
        var needsBlanks = startsOnLine
        for index in options.sortsKeys ? storage.membersInNameOrder(record) : Array(record.children) {
            if needsBlanks { blanks(level) }
            needsBlanks = true
            key(storage.nameBytes(storage.record(index).key), level: level)
            member(storage, index, level: level)
        }
    }

    /// A single member.
    mutating func member(_ name: String, _ storage: DocumentStorage, _ index: Int) {
        var name = name
        name.withUTF8 { key($0, level: 0) }
        member(storage, index, level: 0)
    }

    /// The lines written so far, without the last line break.
    var outputLines: [String] {
        output.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// What stands behind `name:`.
    private mutating func member(_ storage: DocumentStorage, _ index: Int, level: Int) {
        let record = storage.record(index)
        switch record.kind {
        case .object where record.high > 0:
            append("\n")
            block(storage, index, level: level + options.indentation, startsOnLine: true)
        case .array where record.high > 0:
            append("\n")
            block(
                storage, index, level: level + (options.indentsSequences ? options.indentation : 0), startsOnLine: true)
        default:
            append(" ")
            scalar(storage, index, level: level)
            append("\n")
        }
    }

    private mutating func array(_ storage: DocumentStorage, _ record: NodeRecord, level: Int, startsOnLine: Bool) {
        var needsBlanks = startsOnLine
        for index in record.children {
            if needsBlanks { blanks(level) }
            needsBlanks = true
            append("- ")
            block(storage, index, level: level + 2, startsOnLine: false)
        }
    }

    private mutating func key(_ bytes: UnsafeBufferPointer<UInt8>, level: Int) {
        // libyaml and yaml.v2 look for the ':' of a simple key within 1024 characters.
        if bytes.count > 500 {
            append("? ")
            YAMLString.writeDoubleQuoted(bytes, to: &output)
            append("\n")
            blanks(level)
        } else if YAMLString.isPlain(bytes) {
            output.append(contentsOf: bytes)
        } else {
            YAMLString.writeDoubleQuoted(bytes, to: &output)
        }
        append(":")
    }

    private mutating func scalar(_ storage: DocumentStorage, _ index: Int, level: Int) {
        let record = storage.record(index)
        switch record.kind {
        case .null: append("null")
        case .boolean: append(record.low != 0 ? "true" : "false")
        case .signed, .unsigned, .number: append(Node(storage: storage, index: index).numberText ?? "null")
        case .array: append("[]")
        case .object: append("{}")
        case .string:
            let bytes = storage.bytes(record)
            if YAMLString.isPlain(bytes) {
                output.append(contentsOf: bytes)
            } else if YAMLString.canBeLiteral(bytes) {
                literal(bytes, level: level)
            } else {
                YAMLString.writeDoubleQuoted(bytes, to: &output)
            }
        }
    }

    /// A block scalar without its last line break, which every value gets.
    private mutating func literal(_ bytes: UnsafeBufferPointer<UInt8>, level: Int) {
        var text = bytes[...]
        var breaks = 0
        while text.last == UInt8(ascii: "\n") {
            text.removeLast()
            breaks += 1
        }
        append(breaks == 0 ? "|-" : breaks == 1 ? "|" : "|+")
        for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            append("\n")
            if !line.isEmpty { blanks(level + options.indentation) }
            output.append(contentsOf: line)
        }
        for _ in 1..<max(breaks, 1) { append("\n") }
    }

    private mutating func append(_ text: String) { output.append(contentsOf: text.utf8) }
    private mutating func blanks(_ count: Int) {
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }
}
