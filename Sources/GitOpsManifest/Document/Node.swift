/// A value in a document: a view that keeps its document alive.
///
/// Typed accessors answer `nil` when the value is of another type; nothing traps.
public struct Node: Sendable {
    package let storage: DocumentStorage
    package let index: Int

    package init(storage: DocumentStorage, index: Int) {
        self.storage = storage
        self.index = index
    }

    @inline(__always)
    package var record: NodeRecord { storage.record(index) }

    /// The types of values.
    public enum Kind: Sendable, Hashable {
        case null, boolean
        /// A 64-bit integer, signed or unsigned.
        case integer
        /// Any other number.
        case number
        case string, array, object
    }

    /// The type of this value.
    public var kind: Kind {
        switch record.kind {
        case .null: .null
        case .boolean: .boolean
        case .signed, .unsigned: .integer
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        }
    }

    /// The document this value belongs to.
    public var document: Document { Document(storage: storage) }

    /// The name of this value in its object; `nil` for array elements and the root.
    public var key: String? { record.key == .none ? nil : storage.name(record.key) }

    /// The array or object that holds this value. Complexity: O(1), at the first call O(values of the document).
    public var parent: Node? { storage.parent(of: index).map { Node(storage: storage, index: $0) } }
}

extension Node: CustomStringConvertible {
    /// The type and the place, `string at web.yaml:3:7`: never the value, which may be secret.
    public var description: String {
        let place = position.map { "\(storage.source.name):\($0)" } ?? storage.source.name
        return "\(kind) at \(place)"
    }
}

// MARK: Scalars

extension Node {
    /// Whether the value is null.
    public var isNull: Bool { record.kind == .null }

    /// The string, or `nil` for any other type. Complexity: O(length).
    public var string: String? {
        record.kind == .string ? String(decoding: storage.bytes(record), as: UTF8.self) : nil
    }

    /// The boolean, or `nil` for any other type.
    public var bool: Bool? { record.kind == .boolean ? record.low != 0 : nil }

    /// The number when it is a whole one that fits, however it is spelled (`3`, `3.0`, `3e0`).
    public var int64: Int64? {
        switch numberValue {
        case .signed(let value): value
        default: nil
        }
    }

    /// The number when it is a whole one that is not negative and fits.
    public var uint64: UInt64? {
        switch numberValue {
        case .signed(let value): UInt64(exactly: value)
        case .unsigned(let value): value
        default: nil
        }
    }

    /// The number as the nearest `Double`; `nil` for other types and for numbers beyond its range.
    public var double: Double? {
        switch numberValue {
        case .signed(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        case .outOfRange, nil: nil
        }
    }

    /// A number as it is spelled in the source; `nil` for other types.
    public var numberSpelling: String? {
        switch record.kind {
        case .signed, .unsigned: spellingInSource ?? numberText
        case .number: String(decoding: storage.bytes(record), as: UTF8.self)
        default: nil
        }
    }

    package var numberValue: NumberValue? {
        let record = record
        switch record.kind {
        case .signed: return .signed(Int64(bitPattern: record.bits))
        case .unsigned: return .unsigned(record.bits)
        case .number: return NumberValue(ScalarSpelling.double(storage.bytes(record)))
        default: return nil
        }
    }

    /// The number as Kubernetes prints it.
    package var numberText: String? {
        switch numberValue {
        case .signed(let value): String(value)
        case .unsigned(let value): String(value)
        case .double(let value): GoNumber.json(value)
        case .outOfRange: String(decoding: storage.bytes(record), as: UTF8.self)
        case nil: nil
        }
    }

    /// Without an anchor, a tag and quotes, which are part of the value's range.
    private var spellingInSource: String? {
        guard let range = sourceRange else { return nil }
        return storage.source[range].split { $0 == " " || $0 == "\t" || $0.isNewline }.last.map { word in
            word.first == "\"" || word.first == "'" ? String(word.dropFirst().dropLast()) : String(word)
        }
    }
}

// MARK: Positions

extension Node {
    /// Where the value begins; `nil` in built documents. For a value that came through an alias: where the anchor is.
    public var position: SourcePosition? {
        guard let span = storage.spans?[index] else { return nil }
        return storage.source.position(atByte: Int(span.start), line: Int(span.line))
    }

    /// Where the name of the value begins, or the value itself when it has none.
    public var keyPosition: SourcePosition? {
        guard let span = storage.spans?[index] else { return nil }
        return storage.source.keyPosition(span)
    }

    /// The bytes of the value in `document.source`, without trailing blanks and comments.
    public var sourceRange: Range<Int>? {
        guard let span = storage.spans?[index] else { return nil }
        return Int(span.start)..<max(Int(span.start), Int(span.end))
    }

    /// Whether the value stands elsewhere in the text and came here through an alias or a merge key.
    public var isAliased: Bool { record.flags.contains(.aliased) }
}
