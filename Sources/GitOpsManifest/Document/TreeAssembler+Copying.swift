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
    ///
    /// - Parameter places: whether the values keep their places, which are those of the other document's source.
    mutating func append(copyOf index: Int, in storage: DocumentStorage, places: Bool = false) throws(CopyFailure) {
        let firstPending = pending.count
        do throws(CopyFailure) {
            let record = try copy(index, in: storage, depth: open.count, places: places)
            let span = Self.span(index, in: storage, places)
            if places { nextKeyStart = span.keyStart }
            append(record, start: Int(span.start), end: Int(span.end), line: span.line)
        } catch {
            pending.truncate(to: firstPending)
            throw error
        }
    }

    private static func span(_ index: Int, in storage: DocumentStorage, _ places: Bool) -> SourceSpan {
        guard places, let spans = storage.spans else { return SourceSpan(keyStart: 0, start: 0, end: 0, line: 0) }
        return spans[index]
    }

    private mutating func copy(
        _ index: Int, in storage: DocumentStorage, depth: Int, places: Bool
    ) throws(CopyFailure) -> NodeRecord {
        var record = storage.record(index)
        record.flags = places ? record.flags.subtracting(.inPool) : []
        switch record.kind {
        case .null, .boolean, .signed, .unsigned: break
        case .string, .number:
            let bytes = storage.bytes(storage.record(index))
            guard bytes.count <= Int(UInt32.max) - pool.count else { throw .tooLarge }
            record.low = UInt32(truncatingIfNeeded: pool.count)
            record.flags.insert(.inPool)
            pool.append(bytes)
        case .array, .object:
            guard depth < ReadingLimits.maximumDepth else { throw .tooDeep }
            if try copyBlock(storage.block(below: record), of: storage, depth: depth, places: places) {
                record.low = UInt32(truncatingIfNeeded: nodes.count - Int(record.high))
                break
            }
            let firstPending = pending.count
            for child in record.children {
                var copied = try copy(child, in: storage, depth: depth + 1, places: places)
                copied.key = symbol(storage.record(child).key, of: storage)
                pending.append(PendingValue(record: copied, span: Self.span(child, in: storage, places)))
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
        _ block: Range<Int>?, of storage: DocumentStorage, depth: Int, places: Bool
    ) throws(CopyFailure) -> Bool {
        // So few records cannot be nested too deeply.
        guard let block, block.count < ReadingLimits.maximumDepth - depth else { return false }
        let first = nodes.count
        for index in block {
            var record = storage.nodes[index]
            record.flags = places ? record.flags.subtracting(.inPool) : []
            switch record.kind {
            case .null, .boolean, .signed, .unsigned: break
            case .string, .number:
                let bytes = storage.bytes(storage.nodes[index])
                guard bytes.count <= Int(UInt32.max) - pool.count else { throw .tooLarge }
                record.flags.insert(.inPool)
                record.low = UInt32(truncatingIfNeeded: pool.count)
                pool.append(bytes)
            case .array, .object:
                guard record.high == 0 || record.low >= block.lowerBound else {
                    nodes.truncate(to: first)
                    return false
                }
                record.low = UInt32(truncatingIfNeeded: max(0, Int(record.low) - block.lowerBound) + first)
            }
            record.key = symbol(record.key, of: storage)
            nodes.append(record)
        }
        if places, let spansThere = storage.spans {
            for index in block { spans.append(spansThere[index]) }
        } else {
            spans.append(repeating: SourceSpan(keyStart: 0, start: 0, end: 0, line: 0), count: block.count)
        }
        return true
    }

    /// The symbol this document has for a name of another one.
    private mutating func symbol(_ symbol: Symbol, of storage: DocumentStorage) -> Symbol {
        if symbol.isWellKnown || symbol == .none { return symbol }
        let bytes = storage.nameBytes(symbol)
        return local(bytes.baseAddress ?? base, bytes.count, hash: storage.nameHash(symbol), place: nil)
    }
}

// Objects that say less than is known of them.
extension TreeAssembler {
    /// An object with members of its document that stand outside it, in a document of its own; every value keeps its place.
    ///
    /// - Parameters:
    ///   - object: the object; members of it with these names are left out.
    ///   - members: their names and texts, and the node that each was taken from.
    static func document(
        of object: Node, with members: [(name: String, text: String, source: Node)]
    ) throws(CopyFailure) -> Document {
        let storage = object.storage
        var assembler = TreeAssembler(source: storage.source, limits: ReadingLimits())
        let span = span(object.index, in: storage, true)
        let names = members.map { assembler.symbol(copying: $0.name) }
        assembler.begin(.object, flags: storage.record(object.index).flags, start: Int(span.start), line: span.line)
        for (name, text, source) in members {
            let place = Self.span(source.index, in: storage, true)
            assembler.setKey(assembler.symbol(copying: name), start: Int(place.keyStart))
            var text = text
            let record = text.withUTF8 { assembler.pooledString($0) }
            assembler.append(record, start: Int(place.start), end: Int(place.end), line: place.line)
        }
        for child in storage.record(object.index).children {
            let key = assembler.symbol(storage.record(child).key, of: storage)
            if names.contains(key) { continue }
            assembler.setKey(key, start: 0)
            try assembler.append(copyOf: child, in: storage, places: true)
        }
        for member in storage.repeatedMembers {
            let key = assembler.symbol(member.key, of: storage)
            assembler.duplicateKeys.append(RepeatedMember(key: key, first: member.first, second: member.second))
        }
        assembler.duplicateKeyCount = storage.repeatedMemberCount
        assembler.hasMergedMembers = storage.hasMergedMembers
        // Members are told apart by name, and these have one each.
        do { try assembler.close(end: Int(span.end)) } catch { throw .tooDeep }
        return assembler.finish(sourceRange: storage.sourceRange, format: storage.format, index: storage.index)
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
