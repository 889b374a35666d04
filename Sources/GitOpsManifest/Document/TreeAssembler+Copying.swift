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

    /// The symbol this document has for a name of another one.
    private mutating func symbol(_ symbol: Symbol, of storage: DocumentStorage) -> Symbol {
        if symbol.isWellKnown || symbol == .none { return symbol }
        let bytes = storage.nameBytes(symbol)
        return local(bytes.baseAddress ?? base, bytes.count, hash: storage.nameHash(symbol), place: nil)
    }
}
