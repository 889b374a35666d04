// Duplicate names, merge keys and aliases.
extension TreeAssembler {
    /// Begins to look for a name that comes twice: `stamps` of another number mean nothing.
    mutating func beginStamps() {
        stamp &+= 1
        guard stamp == 0 else { return }
        for index in 0..<stamps.count { stamps[index] = 0 }
        stamp = 1
    }

    /// Keeps the last of several members with one name, as Kubernetes does, and remembers the others.
    mutating func removeDuplicates(from first: Int) {
        var lastIndex: [Symbol: Int] = [:]
        for index in first..<pending.count {
            let key = pending[index].record.key
            if let earlier = lastIndex.updateValue(index, forKey: key) {
                recordDuplicate(key, first: pending[earlier].span, second: pending[index].span)
                pending[earlier].record.key = .replaced
            }
        }
        compact(from: first)
    }

    mutating func recordDuplicate(_ key: Symbol, first: SourceSpan, second: SourceSpan) {
        duplicateKeyCount += 1
        guard duplicateKeys.count < limits.reportedDuplicateKeys else { return }
        duplicateKeys.append(RepeatedMember(key: key, first: first, second: second))
    }

    mutating func compact(from first: Int) {
        var kept = first
        for index in first..<pending.count where pending[index].record.key != .replaced {
            pending[kept] = pending[index]
            kept += 1
        }
        pending.truncate(to: kept)
    }

    /// Puts the members of merged objects in the place of their merge keys.
    ///
    /// In the order of the reference reader (yaml.v2 `decode.go`, `merge`): the last member of a name wins, wherever it
    /// stands, and of a list of objects the first one wins.
    mutating func expandMerges(from first: Int) throws(DocumentError) {
        hasMergedMembers = true
        let written = Array(pending.elements[first...])
        pending.truncate(to: first)
        for value in written {
            let record = value.record
            guard record.key == .merge else {
                pending.append(value)
                continue
            }
            switch record.kind {
            case .object:
                appendMerged(record)
            case .array where !record.flags.contains(.aliased):
                for element in record.children.reversed() {
                    guard nodes[element].kind == .object else { throw mergeError(spans[element]) }
                    appendMerged(nodes[element])
                }
            default:
                throw mergeError(value.span)
            }
        }
    }

    mutating func appendMerged(_ object: NodeRecord) {
        for index in object.children {
            var record = nodes[index]
            record.flags.insert(.aliased)
            pending.append(PendingValue(record: record, span: spans[index]))
        }
    }

    func mergeError(_ span: SourceSpan) -> DocumentError {
        DocumentError(
            .mergeNeedsObjects, source: source, position: source.position(atByte: Int(span.start), line: Int(span.line))
        )
    }

    /// Appends a copy of a finished value under the current key; the copy keeps the positions of the original.
    mutating func appendCopy(of record: NodeRecord, span: SourceSpan, aliasEnd: Int) {
        if open.count > 0 { open[open.count - 1].aliasEnd = UInt32(truncatingIfNeeded: aliasEnd) }
        var copy = record
        copy.flags.insert(.aliased)
        if copy.isContainer { copy = copyingChildren(of: copy) }
        copy.key = nextKey
        var span = span
        span.keyStart = nextKeyStart == .max ? span.start : nextKeyStart
        pending.append(PendingValue(record: copy, span: span))
        nextKey = .none
        nextKeyStart = .max
    }

    mutating func copyingChildren(of container: NodeRecord) -> NodeRecord {
        let firstPending = pending.count
        for index in container.children {
            var child = nodes[index]
            child.flags.insert(.aliased)
            let span = spans[index]
            if child.isContainer { child = copyingChildren(of: child) }
            pending.append(PendingValue(record: child, span: span))
        }
        var copy = container
        copy.low = UInt32(truncatingIfNeeded: nodes.count)
        movePending(from: firstPending)
        return copy
    }

    /// Number of values and nested levels in a finished value; counting stops above `limit`. Complexity: O(limit).
    func extent(of record: NodeRecord, limit: Int) -> (values: Int, depth: Int) {
        guard record.isContainer else { return (1, 0) }
        var total = 1
        var deepest = 0
        for index in record.children {
            let child = extent(of: nodes[index], limit: limit - total)
            total += child.values
            deepest = max(deepest, child.depth)
            if total > limit { break }
        }
        return (total, deepest + 1)
    }
}
