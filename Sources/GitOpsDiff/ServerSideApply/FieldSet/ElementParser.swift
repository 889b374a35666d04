import GitOpsManifest

/// Reads the names of members of `fieldsV1`: `f:name`, `k:{"name":"web"}`, `v:"x"`, `i:3`.
///
/// Source: structured-merge-diff `fieldpath/serialize-pe.go`, `DeserializePathElement`.
struct ElementParser {
    /// The spelling of the last element that is no field.
    private(set) var spelling: [UInt8] = []

    /// The kind of the element, whose bytes are those behind the colon for a field and else `spelling`; `nil` for a kind
    /// that a later version of Kubernetes may know.
    mutating func parse(_ name: UnsafeBufferPointer<UInt8>) throws(FieldSetError) -> FieldElementKind? {
        guard name.count >= 2, name[1] == UInt8(ascii: ":") else { throw Self.malformed(name) }
        if name[0] == UInt8(ascii: "f") { return .field }
        let content = UnsafeBufferPointer(rebasing: name[2...])
        spelling.removeAll(keepingCapacity: true)
        switch name[0] {
        case UInt8(ascii: "k"):
            if !parseFlatKeys(content) { try parseAnyKeys(content, name) }
            return .key
        case UInt8(ascii: "v"):
            var position = 0
            if !parseScalar(content, &position) || position != content.count {
                spelling.removeAll(keepingCapacity: true)
                try parseAnyValue(content, name)
            }
            return .value
        case UInt8(ascii: "i"):
            guard let index = Int(String(decoding: content, as: UTF8.self)) else { throw Self.malformed(name) }
            ElementSpelling.append(index: index, to: &spelling)
            return .index
        default: return nil
        }
    }

    private static func malformed(_ name: UnsafeBufferPointer<UInt8>) -> FieldSetError {
        .malformedElement(String(decoding: name, as: UTF8.self))
    }

    // MARK: What the server writes

    /// An object without blanks and escapes, its names in order; false for anything else.
    private mutating func parseFlatKeys(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard text.count > 2, text[0] == UInt8(ascii: "{") else { return false }
        var position = 1
        var earlier: Range<Int>?
        while true {
            guard let name = plainString(text, &position), position < text.count, text[position] == UInt8(ascii: ":")
            else { return false }
            if let earlier, !text[earlier].lexicographicallyPrecedes(text[name]) { return false }
            earlier = name
            ElementSpelling.append(text: UnsafeBufferPointer(rebasing: text[name]), to: &spelling)
            position += 1
            guard parseScalar(text, &position), position < text.count else { return false }
            position += 1
            if text[position - 1] == UInt8(ascii: "}") { return position == text.count }
            guard text[position - 1] == UInt8(ascii: ",") else { return false }
        }
    }

    /// A string without escapes, a small whole number or a word; false for anything else.
    private mutating func parseScalar(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
        guard position < text.count else { return false }
        switch text[position] {
        case UInt8(ascii: "\""):
            guard let range = plainString(text, &position) else { return false }
            ElementSpelling.append(string: UnsafeBufferPointer(rebasing: text[range]), to: &spelling)
            return true
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            let start = position
            var value: Int64 = 0
            while position < text.count, text[position] &- UInt8(ascii: "0") <= 9 {
                value = value &* 10 &+ Int64(text[position] &- UInt8(ascii: "0"))
                position += 1
            }
            let digits = position - start
            guard digits <= 15, digits == 1 || text[start] != UInt8(ascii: "0") else { return false }
            if position < text.count,
                [UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(text[position])
            {
                return false
            }
            ElementSpelling.append(integer: value, to: &spelling)
            return true
        case UInt8(ascii: "t"):
            ElementSpelling.append(boolean: true, to: &spelling)
            return word("true", text, &position)
        case UInt8(ascii: "f"):
            ElementSpelling.append(boolean: false, to: &spelling)
            return word("false", text, &position)
        case UInt8(ascii: "n"):
            ElementSpelling.appendNull(to: &spelling)
            return word("null", text, &position)
        default: return false
        }
    }

    private func word(_ word: StaticString, _ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard text.count - position >= count else { return false }
        for offset in 0..<count where text[position + offset] != word.utf8Start[offset] { return false }
        position += count
        return true
    }

    private func plainString(_ text: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Range<Int>? {
        guard position < text.count, text[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        var end = start
        while end < text.count, text[end] != UInt8(ascii: "\"") {
            if text[end] == UInt8(ascii: "\\") || text[end] < 0x20 { return nil }
            end += 1
        }
        guard end < text.count else { return nil }
        position = end + 1
        return start..<end
    }

    // MARK: Anything else that is JSON

    private mutating func parseAnyKeys(
        _ text: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>
    ) throws(FieldSetError) {
        spelling.removeAll(keepingCapacity: true)
        guard let keys = try? Document(json: SourceText(Array(text))) else { throw Self.malformed(name) }
        let storage = keys.storage
        let record = storage.record(storage.rootIndex)
        guard record.kind == .object || record.kind == .null else { throw Self.malformed(name) }
        guard record.kind == .object else { return }
        for member in storage.membersInNameOrder(record) {
            ElementSpelling.append(text: storage.nameBytes(storage.record(member).key), to: &spelling)
            if !ElementSpelling.append(storage, member, to: &spelling) { throw Self.malformed(name) }
        }
    }

    private mutating func parseAnyValue(
        _ text: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>
    ) throws(FieldSetError) {
        guard let value = try? Document(json: SourceText(Array(text))),
            ElementSpelling.append(value.storage, value.storage.rootIndex, to: &spelling)
        else { throw Self.malformed(name) }
    }
}

/// Why `fieldsV1` could not be read.
public enum FieldSetError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A member's name is none of `.`, `f:NAME`, `k:{KEYS}`, `v:VALUE`, `i:POSITION`.
    case malformedElement(String)
    /// The value of a member is not an object.
    case notAnObject(String)

    /// What is wrong and what was expected.
    public var description: String {
        switch self {
        case .malformedElement(let name):
            "\"\(name)\" names no field: expected \"f:NAME\", \"k:{KEYS}\", \"v:VALUE\" or \"i:POSITION\""
        case .notAnObject(let name):
            "the value of \"\(name)\" in fieldsV1 must be an object; write {} where nothing is below it"
        }
    }
}
