/// A message in the text format of protocol buffers: its fields in order, repeated ones several times.
///
/// Source: https://protobuf.dev/reference/protobuf/textformat-spec.
struct TextMessage {
    var fields: [(name: String, value: Value)] = []

    indirect enum Value {
        case message(TextMessage)
        /// The bytes of a string, its parts joined.
        case string([UInt8])
        /// A number or the name of an enumeration's value, as it is written.
        case word(String)
    }

    func messages(_ name: String) -> [TextMessage] {
        fields.compactMap { field in
            if field.name == name, case .message(let message) = field.value { message } else { nil }
        }
    }

    func message(_ name: String) -> TextMessage? { messages(name).first }

    func string(_ name: String) -> String? {
        for case (name, .string(let bytes)) in fields { return String(decoding: bytes, as: UTF8.self) }
        return nil
    }

    func word(_ name: String) -> String? {
        for case (name, .word(let word)) in fields { return word }
        return nil
    }

    /// Whether this message or one in it has a field of a name for which the closure holds.
    func contains(where predicate: (String) -> Bool) -> Bool {
        fields.contains { field in
            if predicate(field.name) { return true }
            if case .message(let message) = field.value { return message.contains(where: predicate) }
            return false
        }
    }
}
