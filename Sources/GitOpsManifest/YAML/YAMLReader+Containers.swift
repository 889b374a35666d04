import CLibYAML

// Arrays and objects.
extension YAMLReader {
    mutating func begin(
        _ kind: NodeRecord.Kind, _ event: UnsafePointer<yaml_event_t>, anchor: UnsafeMutablePointer<UInt8>?,
        isFlow: Bool
    ) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let line = line(event.pointee.start_mark, at: start)
        if assembler.expectsKey {
            throw error(.unsupportedKey(kind == .object ? "an object" : "an array"), start, line)
        }
        guard assembler.depth < limits.effectiveDepth else {
            throw error(.limitExceeded(.depth, maximum: limits.effectiveDepth), start, line)
        }
        guard assembler.nodeCount < limits.values else {
            throw error(.limitExceeded(.values, maximum: limits.values), start, line)
        }
        var anchorIndex: Int32 = -1
        if let anchor {
            let name = String(cString: anchor)
            anchorIndex = Int32(truncatingIfNeeded: openAnchors.count)
            anchors[name] = .open(anchorIndex)
            aliasKeys[name] = nil
            openAnchors.append(name)
        }
        if assembler.depth == 0 { documentRootIsBlank = false }
        assembler.begin(kind, flags: isFlow ? .flow : [], start: start, line: line, anchor: anchorIndex)
    }

    mutating func close(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        guard let container = assembler.current else { return }
        // A pair without braces in a flow list (`[a: b]`) ends without a character of its own.
        let hasEndMark = event.pointee.end_mark.index > event.pointee.start_mark.index
        let stop = hasEndMark && container.flags.contains(.flow) ? byte(event.pointee.end_mark) : nil
        let (record, span) = try assembler.close(end: stop)
        if container.anchor >= 0, let name = openAnchors.popLast(), case .open(container.anchor) = anchors[name] {
            anchors[name] = .finished(record, span)
        }
        finishValue()
    }
}
