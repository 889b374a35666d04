import Testing

@testable import GitOpsManifest

/// What must hold for the tree of every document, however it was made.
func inconsistency(of document: Document) -> String? {
    let storage = document.storage
    guard storage.nodeCount > 0 else { return "no root" }
    var reached = [storage.rootIndex]
    while let index = reached.popLast() {
        let record = storage.record(index)
        if let span = storage.spans?[index] {
            guard span.start <= span.end, Int(span.end) <= storage.source.byteCount, span.line >= 1,
                Int(span.keyStart) <= storage.source.byteCount
            else { return "the span of record \(index) is out of range" }
        }
        switch record.kind {
        case .string, .number:
            let limit = record.flags.contains(.inPool) ? storage.poolCount : storage.source.byteCount
            guard Int(record.low) + Int(record.high) <= limit else {
                return "the bytes of record \(index) are out of range"
            }
            if String(validating: storage.bytes(record), as: UTF8.self) == nil { return "record \(index) is not UTF-8" }
        case .array, .object:
            guard record.children.upperBound <= index else { return "children of record \(index) are not before it" }
            for child in record.children {
                let key = storage.record(child).key
                if (record.kind == .object) != (key != .none) { return "record \(child) has a wrong key" }
                if key != .none, String(validating: storage.nameBytes(key), as: UTF8.self) == nil {
                    return "a name is not UTF-8"
                }
                if storage.parent(of: child) != index { return "record \(child) has a wrong parent" }
            }
            if record.kind == .object,
                Set(record.children.map { storage.record($0).key }).count != record.children.count
            {
                return "a name stands twice"
            }
            reached += record.children
        case .null, .boolean, .signed, .unsigned: break
        }
    }
    let canonical = JSONWriter.canonical.string(document.root)
    guard let again = try? Document(json: canonical, options: ReadingOptions(limits: ReadingLimits(depth: 1_000)))
    else {
        return "the canonical JSON cannot be read: \(canonical)"
    }
    return again == document ? nil : "the canonical JSON is another value: \(canonical)"
}

func expectConsistent(_ document: Document) {
    if let problem = inconsistency(of: document) { Issue.record("\(problem)") }
}
