import CLibYAML

/// Owner of one libyaml parser over a run of bytes.
///
/// The bytes, the parser and its last event live until `deinit`; the caller keeps the source alive, and nothing but
/// copied numbers and the text of an event, for as long as it is the current one, is handed out.
final class EventParser {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let current: UnsafeMutablePointer<yaml_event_t>
    private let isUsable: Bool

    /// libyaml can fail here for want of memory only; the parser then fails at its first event.
    init(_ start: UnsafePointer<UInt8>, count: Int) {
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        current = .allocate(capacity: 1)
        current.initialize(to: yaml_event_t())
        isUsable = yaml_parser_initialize(parser) == 1
        guard isUsable else { return }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, start, count)
    }

    deinit {
        yaml_event_delete(current)
        if isUsable { yaml_parser_delete(parser) }
        current.deallocate()
        parser.deallocate()
    }

    /// Reads the next event; `nil` after an error.
    @inline(__always)
    func next() -> UnsafePointer<yaml_event_t>? {
        if ownsMemory { yaml_event_delete(current) }
        guard isUsable else { return nil }
        return yaml_parser_parse(parser, current) == 1 ? UnsafePointer(current) : nil
    }

    /// Whether the last event has anything to free: the end of a collection never has, its beginning only with an anchor or
    /// a tag. The parser overwrites the event either way.
    @inline(__always)
    private var ownsMemory: Bool {
        switch current.pointee.type {
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: false
        case YAML_MAPPING_START_EVENT:
            current.pointee.data.mapping_start.anchor != nil || current.pointee.data.mapping_start.tag != nil
        case YAML_SEQUENCE_START_EVENT:
            current.pointee.data.sequence_start.anchor != nil || current.pointee.data.sequence_start.tag != nil
        default: true
        }
    }

    /// What stopped the parser.
    var problem: Problem {
        let text = parser.pointee.problem.map { String(cString: $0) } ?? "out of memory"
        if parser.pointee.error == YAML_READER_ERROR {
            return Problem(text: text, mark: nil, byteOffset: Int(clamping: parser.pointee.problem_offset))
        }
        let context = parser.pointee.context.map { String(cString: $0) }
        return Problem(
            text: [context, text].compactMap { $0 }.joined(separator: ", "), mark: parser.pointee.problem_mark,
            byteOffset: nil)
    }

    struct Problem {
        var text: String
        var mark: yaml_mark_t?
        var byteOffset: Int?
    }
}
