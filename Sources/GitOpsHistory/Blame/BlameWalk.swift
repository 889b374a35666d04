import GitOpsManifest
import GitOpsRepository

/// Follows the values of one occurrence back, each to the commit that made it what it is.
///
/// At a commit, a value goes to the first parent that has an equal one at the same place of the object. Where a parent
/// has the whole object, all goes there, as in `git blame`.
struct BlameWalk {
    private let history: ResourceHistory
    private let id: ResourceID
    private let links: SubjectLinks
    private let listKeys: ListKeys
    /// Objects by their content hashes, each in a document of its own: equal ones stand for each other.
    private var objects: [ObjectID: Node] = [:]
    /// Values that came to a version, by the number of the field and the index of the value.
    private var waiting: [Version: (step: VersionStep, values: [Value])] = [:]
    /// For each field, the commit, and why it may be older.
    private(set) var origins: [(commit: Int32, gap: HistoryGap.Reason?)]

    private struct Value {
        let field: Int
        let index: Int32
    }

    /// Complexity: O(versions · values + merges), but ends as soon as each value has found its commit.
    init?(
        _ history: ResourceHistory, _ id: ResourceID, _ links: SubjectLinks, object: Node, fields: [Int],
        at commit: Int32, place: Place, listKeys: ListKeys
    ) {
        self.history = history
        self.id = id
        self.links = links
        self.listKeys = listKeys
        origins = Array(repeating: (-1, nil), count: fields.count)
        guard let first = history.index.lastChange(of: place, links, at: commit) else { return nil }
        objects[first.occurrence.content] = object
        waiting[first.version] = (
            first, fields.enumerated().map { Value(field: $0, index: Int32(truncatingIfNeeded: $1)) }
        )
        // Parents have smaller numbers: a version is looked at when all that lead to it were.
        while let next = waiting.keys.max(by: { $0.commit < $1.commit }), let found = waiting.removeValue(forKey: next)
        {
            visit(found.step, found.values)
        }
    }

    private mutating func visit(_ step: VersionStep, _ values: [Value]) {
        let commit = step.version.commit
        let parents = history.index.parents(of: commit)
        for (parent, before) in zip(parents, step.before) {
            guard let before, before.content == step.occurrence.content else { continue }
            return pass(values, to: parent, before)
        }
        var left = values
        var gap = history.gap(of: step)
        for (parent, before) in zip(parents, step.before) where !left.isEmpty {
            guard let before else { continue }
            guard let new = object(step.occurrence, commit), let old = object(before, parent) else {
                gap = .missingFiles
                continue
            }
            let pairing = ValuePairing(new, old, listKeys: listKeys)
            var passed: [Value] = []
            left.removeAll { value in
                let counterpart = pairing.equals[Int(value.index)]
                guard counterpart >= 0 else { return false }
                passed.append(Value(field: value.field, index: counterpart))
                return true
            }
            if !passed.isEmpty { pass(passed, to: parent, before) }
        }
        for value in left { origins[value.field] = (commit, gap) }
    }

    private mutating func pass(_ values: [Value], to parent: Int32, _ occurrence: Occurrence) {
        guard let step = history.index.lastChange(of: occurrence.place, links, at: parent) else {
            // Only an index that was made to deceive has no beginning.
            for value in values { origins[value.field] = (parent, .missingFiles) }
            return
        }
        waiting[step.version, default: (step, [])].values += values
    }

    private mutating func object(_ occurrence: Occurrence, _ commit: Int32) -> Node? {
        if let known = objects[occurrence.content] { return known }
        guard let manifest = history.manifest(occurrence, of: id, in: commit) else { return nil }
        let object = manifest.compacted().root
        objects[occurrence.content] = object
        return object
    }
}
