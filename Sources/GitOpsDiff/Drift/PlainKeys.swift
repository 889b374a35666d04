import GitOpsManifest

/// The key of an element that is one text, as most are: `{"name":"web"}`.
///
/// Read where it stands. Everything else (escapes, numbers, several keys) is read as JSON.
struct PlainKeys {
    private let name: UnsafeBufferPointer<UInt8>
    private let value: UnsafeBufferPointer<UInt8>

    init?(_ text: UnsafeBufferPointer<UInt8>) {
        // At least {"":""}
        guard text.count >= 7, text[0] == UInt8(ascii: "{"), text[1] == UInt8(ascii: "\""),
            text[text.count - 1] == UInt8(ascii: "}"), text[text.count - 2] == UInt8(ascii: "\"")
        else { return nil }
        var end = 2
        while end < text.count, text[end] != UInt8(ascii: "\"") {
            guard text[end] != UInt8(ascii: "\\") else { return nil }
            end += 1
        }
        guard end + 3 <= text.count - 2, text[end + 1] == UInt8(ascii: ":"), text[end + 2] == UInt8(ascii: "\"") else {
            return nil
        }
        let rest = end + 3..<text.count - 2
        for byte in text[rest] where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return nil }
        name = UnsafeBufferPointer(rebasing: text[2..<end])
        value = UnsafeBufferPointer(rebasing: text[rest])
    }

    /// Whether an item has the key; an item without the member has not.
    func match(_ item: Int, _ storage: DocumentStorage) -> Bool {
        guard let member = storage.member(of: item, spelled: name) else { return false }
        let record = storage.record(member)
        return record.kind == .string && storage.bytes(record).elementsEqual(value)
    }
}
