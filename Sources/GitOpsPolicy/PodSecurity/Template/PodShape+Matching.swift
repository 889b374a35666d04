import GitOpsManifest

/// A value that the server could not decode.
struct PodShapeMismatch {
    var node: Int
    var shape: PodShape
}

/// The table of `PodObject.fields` with symbols for names, in one piece of memory.
private struct PodFieldTable: Sendable {
    struct Row: Sendable {
        var name: Symbol
        var shape: PodShape
    }

    static let all = PodFieldTable()

    private(set) var rows: [Row] = []
    private(set) var ranges: [Range<Int>] = []

    private init() {
        for object in PodObject.allCases {
            let start = rows.count
            rows += object.fields.map { Row(name: PodFieldNames.symbol($0.0), shape: $0.1) }
            ranges.append(start..<rows.count)
        }
    }
}

extension PodShape {
    /// The first value that is not of the shape, or `nil`. Complexity: O(values that matter).
    static func mismatch(_ storage: DocumentStorage, _ node: Int, _ shape: PodShape) -> PodShapeMismatch? {
        let table = PodFieldTable.all
        return table.rows.withUnsafeBufferPointer { rows in
            table.ranges.withUnsafeBufferPointer { ranges in
                PodShapeWalk(storage: storage, rows: rows, ranges: ranges).check(node, shape)
            }
        }
    }

    private struct PodShapeWalk {
        let storage: DocumentStorage
        let rows: UnsafeBufferPointer<PodFieldTable.Row>
        let ranges: UnsafeBufferPointer<Range<Int>>

        /// The depth of the recursion is that of the table.
        func check(_ node: Int, _ shape: PodShape) -> PodShapeMismatch? {
            let record = storage.record(node)
            if record.kind == .null { return nil }
            switch shape {
            case .string: if record.kind == .string { return nil }
            case .boolean: if record.kind == .boolean { return nil }
            case .integer(let range):
                if record.kind == .signed, range.contains(Int64(bitPattern: record.bits)) { return nil }
                // `8080.0` in YAML is a whole number to the server as well.
                if record.kind == .number, let value = Node(storage: storage, index: node).int64, range.contains(value)
                {
                    return nil
                }
            case .strings: if record.kind == .array { return children(record, .string) }
            case .stringMap: if record.kind == .object { return children(record, .string) }
            case .list(let object): if record.kind == .array { return children(record, .object(object)) }
            case .object(let object): if record.kind == .object { return members(record, object) }
            }
            return PodShapeMismatch(node: node, shape: shape)
        }

        private func children(_ record: NodeRecord, _ shape: PodShape) -> PodShapeMismatch? {
            for child in record.children {
                if let mismatch = check(child, shape) { return mismatch }
            }
            return nil
        }

        private func members(_ record: NodeRecord, _ object: PodObject) -> PodShapeMismatch? {
            let range = ranges[object.rawValue]
            for child in record.children {
                let name = storage.record(child).key
                for row in range where rows[row].name.rawValue == name.rawValue {
                    if let mismatch = check(child, rows[row].shape) { return mismatch }
                    break
                }
            }
            return nil
        }
    }
}
