package import GitOpsManifest

/// A change of one object, made to another that is almost the same: what the server completed is changed, and the object as
/// it was written gets that change and nothing that the server added.
package enum TransferredChange {
    /// What `written` becomes when `before`, the completed form of it, becomes `after`.
    ///
    /// Where the written object lacks what changed below, it gets the whole value. Complexity: as `TwoWayDiff.compare`.
    ///
    /// - Throws: `DocumentBuilderError` when the result is nested too deeply.
    package static func document(
        from before: Node, to after: Node, of written: Node
    ) throws(DocumentBuilderError) -> Document {
        var builder = DocumentBuilder(roomFor: written.document)
        write(before, after, written, to: &builder)
        return try builder.finish()
    }

    private static func write(_ before: Node, _ after: Node, _ written: Node, to builder: inout DocumentBuilder) {
        if before.record.hash == after.record.hash { return builder.append(written) }
        switch (before.kind, after.kind, written.kind) {
        case (.object, .object, .object): writeMembers(before, after, written, to: &builder)
        case (.array, .array, .array) where before.count == written.count:
            writeElements(before, after, written, to: &builder)
        default: builder.append(after)
        }
    }

    private static func writeMembers(
        _ before: Node, _ after: Node, _ written: Node, to builder: inout DocumentBuilder
    ) {
        let older = ObjectMembers(before)
        let newer = ObjectMembers(after)
        let own = ObjectMembers(written)
        builder.beginObject()
        for (offset, (name, value)) in written.members.enumerated() {
            let old = older.member(named: value, hint: offset)
            let new = newer.member(named: value, hint: offset)
            switch (old, new) {
            case (let old?, let new?):
                builder.key(name)
                write(old, new, value, to: &builder)
            case (nil, let new?):
                builder.key(name)
                builder.append(new)
            // The server drops it, and so nobody took it away.
            case (nil, nil):
                builder.key(name)
                builder.append(value)
            case (_?, nil): break
            }
        }
        for (offset, (name, value)) in after.members.enumerated()
        where own.member(named: value, hint: offset) == nil {
            if let old = older.member(named: value, hint: offset), old.record.hash == value.record.hash { continue }
            builder.key(name)
            builder.append(value)
        }
        builder.end()
    }

    private static func writeElements(
        _ before: Node, _ after: Node, _ written: Node, to builder: inout DocumentBuilder
    ) {
        let old = Array(before.elements)
        let new = Array(after.elements)
        let own = Array(written.elements)
        let isNamed = ListKeys.hasDistinctNames(before) && ListKeys.hasDistinctNames(after)
        let steps = ListAlignment.align(old.count, new.count) { left, right in
            if old[left].record.hash == new[right].record.hash { return true }
            return isNamed && old[left]["name"] == new[right]["name"]
        }
        builder.beginArray()
        for step in steps {
            switch step {
            case .both(let left, let right): write(old[left], new[right], own[left], to: &builder)
            case .removed: break
            case .added(let right): builder.append(new[right])
            }
        }
        builder.end()
    }
}
