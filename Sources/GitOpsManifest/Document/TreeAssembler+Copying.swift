// Values of other documents.
extension TreeAssembler {
    /// Why a value of another document cannot be taken over.
    enum CopyFailure: Error {
        case tooDeep, tooLarge
    }

    /// Appends a copy of a value of any document under the current key. Its hashes are taken over: they are equal for
    /// equal values within the process.
    ///
    /// Complexity: O(size of the value).
    mutating func append(copyOf index: Int, in storage: DocumentStorage) throws(CopyFailure) {
        let firstPending = pending.count
        do throws(CopyFailure) {
            let record = try copy(index, in: storage, depth: open.count)
            append(record, start: 0, end: 0, line: 0)
        } catch {
            pending.truncate(to: firstPending)
            throw error
        }
    }

    private mutating func copy(
        _ index: Int, in storage: DocumentStorage, depth: Int
    ) throws(CopyFailure) -> NodeRecord {
        var record = storage.record(index)
        record.flags = []
        switch record.kind {
        case .null, .boolean, .signed, .unsigned: break
        case .string, .number:
            let bytes = storage.bytes(storage.record(index))
            guard bytes.count <= Int(UInt32.max) - pool.count else { throw .tooLarge }
            record.low = UInt32(truncatingIfNeeded: pool.count)
            record.flags = .inPool
            pool.append(bytes)
        case .array, .object:
            guard depth < ReadingLimits.maximumDepth else { throw .tooDeep }
            if try copyBlock(storage.block(below: record), of: storage, depth: depth) {
                record.low = UInt32(truncatingIfNeeded: nodes.count - Int(record.high))
                break
            }
            let firstPending = pending.count
            for child in record.children {
                var copied = try copy(child, in: storage, depth: depth + 1)
                copied.key = symbol(storage.record(child).key, of: storage)
                pending.append(
                    PendingValue(record: copied, span: SourceSpan(keyStart: 0, start: 0, end: 0, line: 0)))
            }
            record.low = UInt32(truncatingIfNeeded: nodes.count)
            movePending(from: firstPending)
        }
        record.key = .none
        return record
    }

    /// Copies the records below a container in their order: those of a container's children stand together and before its
    /// own in every document.
    ///
    /// - Returns: whether it could be done; nothing was copied when not.
    private mutating func copyBlock(
        _ block: Range<Int>?, of storage: DocumentStorage, depth: Int
    ) throws(CopyFailure) -> Bool {
        // So few records cannot be nested too deeply.
        guard let block, block.count < ReadingLimits.maximumDepth - depth else { return false }
        let first = nodes.count
        for index in block {
            var record = storage.nodes[index]
            switch record.kind {
            case .null, .boolean, .signed, .unsigned: record.flags = []
            case .string, .number:
                let bytes = storage.bytes(record)
                guard bytes.count <= Int(UInt32.max) - pool.count else { throw .tooLarge }
                record.flags = .inPool
                record.low = UInt32(truncatingIfNeeded: pool.count)
                pool.append(bytes)
            case .array, .object:
                guard record.high == 0 || record.low >= block.lowerBound else {
                    nodes.truncate(to: first)
                    return false
                }
                record.flags = []
                record.low = UInt32(truncatingIfNeeded: max(0, Int(record.low) - block.lowerBound) + first)
            }
            record.key = symbol(record.key, of: storage)
            nodes.append(record)
        }
        spans.append(repeating: SourceSpan(keyStart: 0, start: 0, end: 0, line: 0), count: block.count)
        return true
    }

    /// The symbol this document has for a name of another one.
    private mutating func symbol(_ symbol: Symbol, of storage: DocumentStorage) -> Symbol {
        if symbol.isWellKnown || symbol == .none { return symbol }
        let bytes = storage.nameBytes(symbol)
        return local(bytes.baseAddress ?? base, bytes.count, hash: storage.nameHash(symbol), place: nil)
    }
}

extension DocumentStorage {
    /// Where the records of everything in a container lie; `nil` when they do not lie together.
    fileprivate func block(below container: NodeRecord) -> Range<Int>? {
        if hasMergedMembers { return nil }
        var first = container
        while let inner = first.children.first(where: { nodes[$0].isContainer && nodes[$0].high > 0 }) {
            first = nodes[inner]
        }
        return Int(first.low)..<container.children.upperBound
    }
}
