/// Writes values as JSON.
public struct JSONWriter: Sendable {
    /// Spaces per level, at most 100, or `nil` for one line without blanks.
    public var indentation: Int?
    /// Members in byte order of their names, instead of the order of the source.
    public var sortsKeys: Bool

    /// A writer with the given layout.
    public init(indentation: Int? = nil, sortsKeys: Bool = false) {
        self.indentation = indentation
        self.sortsKeys = sortsKeys
    }

    /// One spelling for equal values: no blanks, sorted names, numbers as Kubernetes prints them.
    public static let canonical = JSONWriter(sortsKeys: true)

    /// The value as text. Complexity: O(size), with sorted names O(size · log members).
    public func string(_ node: Node) -> String { String(decoding: bytes(node), as: UTF8.self) }

    /// The value as UTF-8.
    public func bytes(_ node: Node) -> [UInt8] {
        var output: [UInt8] = []
        write(node, to: &output)
        return output
    }

    /// Appends the value as UTF-8.
    public func write(_ node: Node, to output: inout [UInt8]) {
        write(node.storage, node.index, level: 0, to: &output)
    }

    private func write(_ storage: DocumentStorage, _ index: Int, level: Int, to output: inout [UInt8]) {
        let record = storage.record(index)
        switch record.kind {
        case .null: output.append(contentsOf: "null".utf8)
        case .boolean: output.append(contentsOf: (record.low != 0 ? "true" : "false").utf8)
        case .signed: output.append(contentsOf: String(Int64(bitPattern: record.bits)).utf8)
        case .unsigned: output.append(contentsOf: String(record.bits).utf8)
        case .number: output.append(contentsOf: (Node(storage: storage, index: index).numberText ?? "null").utf8)
        case .string: Self.writeString(storage.bytes(record), to: &output)
        case .array: writeArray(storage, record, level: level, to: &output)
        case .object: writeObject(storage, record, level: level, to: &output)
        }
    }

    private func writeArray(_ storage: DocumentStorage, _ record: NodeRecord, level: Int, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "["))
        for index in record.children {
            if index > Int(record.low) { output.append(UInt8(ascii: ",")) }
            breakLine(level + 1, &output)
            write(storage, index, level: level + 1, to: &output)
        }
        if record.high > 0 { breakLine(level, &output) }
        output.append(UInt8(ascii: "]"))
    }

    private func writeObject(_ storage: DocumentStorage, _ record: NodeRecord, level: Int, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "{"))
        var isFirst = true
        for index in sortsKeys ? storage.membersInNameOrder(record) : Array(record.children) {
            if !isFirst { output.append(UInt8(ascii: ",")) }
            isFirst = false
            breakLine(level + 1, &output)
            Self.writeString(storage.nameBytes(storage.record(index).key), to: &output)
            output.append(UInt8(ascii: ":"))
            if indentation != nil { output.append(UInt8(ascii: " ")) }
            write(storage, index, level: level + 1, to: &output)
        }
        if record.high > 0 { breakLine(level, &output) }
        output.append(UInt8(ascii: "}"))
    }

    private func breakLine(_ level: Int, _ output: inout [UInt8]) {
        guard let indentation else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: min(max(0, indentation), 100) * level))
    }

    /// Appends a string in double quotes, escaping only what RFC 8259 demands.
    package static func writeString(_ bytes: UnsafeBufferPointer<UInt8>, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var runStart = 0
        for index in bytes.indices {
            let byte = bytes[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            output.append(contentsOf: bytes[runStart..<index])
            runStart = index + 1
            output.append(UInt8(ascii: "\\"))
            switch byte {
            case 0x08: output.append(UInt8(ascii: "b"))
            case 0x09: output.append(UInt8(ascii: "t"))
            case 0x0A: output.append(UInt8(ascii: "n"))
            case 0x0C: output.append(UInt8(ascii: "f"))
            case 0x0D: output.append(UInt8(ascii: "r"))
            case 0x00..<0x20:
                let digits = Array("0123456789abcdef".utf8)
                output.append(contentsOf: "u00".utf8)
                output.append(digits[Int(byte >> 4)])
                output.append(digits[Int(byte & 15)])
            default: output.append(byte)
            }
        }
        output.append(contentsOf: bytes[runStart...])
        output.append(UInt8(ascii: "\""))
    }

    /// A string in double quotes.
    package static func quoted(_ text: String) -> String {
        var text = text
        var output: [UInt8] = []
        text.withUTF8 { writeString($0, to: &output) }
        return String(decoding: output, as: UTF8.self)
    }
}

extension DocumentStorage {
    /// The members of an object, sorted by the bytes of their names.
    package func membersInNameOrder(_ record: NodeRecord) -> [Int] {
        record.children.sorted { left, right in
            nameBytes(nodes[left].key).lexicographicallyPrecedes(nameBytes(nodes[right].key))
        }
    }
}
