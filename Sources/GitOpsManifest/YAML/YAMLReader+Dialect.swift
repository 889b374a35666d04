import CLibYAML

// Where libyaml takes more than Kubernetes.
extension YAMLReader {
    typealias ScalarEvent = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    /// Texts that libyaml takes and Kubernetes' reader refuses.
    func checkDialect(
        _ data: ScalarEvent, _ bytes: UnsafeBufferPointer<UInt8>, start: Int, stop: Int, line: UInt32
    ) throws(DocumentError) {
        let text = UnsafeBufferPointer(start: base + start, count: max(0, stop - start))
        if data.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE, text.count != bytes.count + 2 {
            var isEscaped = false
            for byte in text {
                if isEscaped, byte == UInt8(ascii: "/") {
                    throw error(.syntax(.yaml, "the escape \\/ is not read by Kubernetes"), start, line)
                }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            }
        }
        guard data.style == YAML_PLAIN_SCALAR_STYLE, assembler.isInFlow else { return }
        if bytes.contains(UInt8(ascii: "?")) {
            throw error(
                .syntax(.yaml, "a plain text with '?' in a flow collection is not read by Kubernetes; quote it"), start,
                line)
        }
        if data.tag != nil, bytes.isEmpty, stop < end, base[stop] == UInt8(ascii: ",") {
            throw error(.syntax(.yaml, "a comma may not follow a tag"), start, line)
        }
    }
}
