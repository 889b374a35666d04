import GitOpsManifest

/// The names of one or two models, by which their rules become boxes that can be compared.
///
/// Names have the numbers of the model given first; those that only the other has, and the parts of `pods/exec`, get
/// numbers after them.
struct PermissionSpace {
    private let own: NameTable
    private var further = NameTable()
    /// For each name of the other model its number here.
    private var translation: [NameID] = []
    private var cache: [RuleKey: RuleBoxes] = [:]
    /// For each rule the number of what it says: the same for equal rules of both models.
    private var contents: [RuleKey: UInt32] = [:]
    private var numbers: [RuleContent: UInt32] = [:]

    /// Which of two models.
    enum Side { case own, other }

    struct RuleBoxes {
        var boxes: [PermissionBox] = []
        var paths: [PathBox] = []
    }

    /// The lists of a rule, each after its length.
    private struct RuleContent: Hashable { var names: [UInt32] }

    private struct RuleKey: Hashable {
        let side: Side
        let rule: UInt32
    }

    init(_ own: NameTable) { self.own = own }

    /// Complexity: O(bytes of the other model's names).
    init(_ own: NameTable, other: NameTable) {
        self.init(own)
        translation.reserveCapacity(other.count)
        for id in 0..<other.count {
            translation.append(other.withBytes(of: NameID(truncatingIfNeeded: id)) { intern($0) })
        }
    }

    subscript(id: NameID) -> String {
        Int(id) < own.count ? own[id] : further[id - NameID(truncatingIfNeeded: own.count)]
    }

    func texts(_ names: [NameID]) -> [String] { names.map { self[$0] }.sorted { $0.precedesByBytes($1) } }

    mutating func intern(_ bytes: UnsafeBufferPointer<UInt8>) -> NameID {
        let id = own.find(bytes)
        return id == NameTable.unknown ? further.intern(bytes) + NameID(truncatingIfNeeded: own.count) : id
    }

    mutating func intern(_ text: some StringProtocol) -> NameID {
        var text = String(text)
        return text.withUTF8 { intern($0) }
    }

    /// The number here of a name of one of the models.
    func translate(_ name: NameID, _ side: Side) -> NameID { side == .own ? name : translation[Int(name)] }
}

// MARK: Rules

extension PermissionSpace {
    /// What a rule allows in all namespaces.
    mutating func boxes(of rule: UInt32, in index: AccessIndex, _ side: Side) -> RuleBoxes {
        let key = RuleKey(side: side, rule: rule)
        if let boxes = cache[key] { return boxes }
        let boxes = makeBoxes(of: index.rules[Int(rule)], in: index, side)
        cache[key] = boxes
        return boxes
    }

    private mutating func makeBoxes(of rule: RuleRecord, in index: AccessIndex, _ side: Side) -> RuleBoxes {
        var result = RuleBoxes()
        let verbs = patterns(index.lists[rule.verbs.range], side)
        guard !verbs.isEmpty else { return result }
        result.paths = index.lists[rule.urls.range].map { url in
            PathBox(verbs: verbs, pattern: index.names.withBytes(of: url) { PathBox.Pattern($0) })
        }
        let groups = patterns(index.lists[rule.groups.range], side)
        guard !groups.isEmpty else { return result }
        let names =
            rule.names.count == 0 ? .all : NameSet(index.lists[rule.names.range].map { translate($0, side) })
        let written = index.lists[rule.resources.range].map { index.names[$0] }
        result.boxes = resources(written).map { resources, subresources in
            PermissionBox(
                namespaces: .all, verbs: verbs, groups: groups, resources: resources, subresources: subresources,
                names: names)
        }
        return result
    }

    /// Names of which `*` is every one.
    private func patterns(_ names: ArraySlice<NameID>, _ side: Side) -> NameSet {
        names.contains(NameTable.star) ? .all : NameSet(names.map { translate($0, side) })
    }
}

extension PermissionSpace {
    /// A number for what a rule says, the same for every rule that says it in the same order.
    mutating func content(of rule: UInt32, in index: AccessIndex, _ side: Side) -> UInt32 {
        let key = RuleKey(side: side, rule: rule)
        if let known = contents[key] { return known }
        let record = index.rules[Int(rule)]
        var content = RuleContent(names: [])
        for run in [record.verbs, record.groups, record.resources, record.names, record.urls] {
            content.names.append(run.count)
            for name in index.lists[run.range] { content.names.append(translate(name, side)) }
        }
        let number = numbers[content] ?? UInt32(truncatingIfNeeded: numbers.count)
        numbers[content] = number
        contents[key] = number
        return number
    }
}

// MARK: Grants

extension PermissionSpace {
    /// What a grant allows: its role's rules in its namespace. Paths are granted by bindings for the cluster alone.
    mutating func boxes(of grant: GrantRecord, in index: AccessIndex, _ side: Side) -> RuleBoxes {
        var result = RuleBoxes()
        for rule in index.rulesInForce(grant.role) {
            let found = boxes(of: rule, in: index, side, within: grant.namespace)
            result.boxes += found.boxes
            result.paths += found.paths
        }
        return result
    }

    /// What a rule allows in a namespace, or with the empty one in the whole cluster.
    mutating func boxes(of rule: UInt32, in index: AccessIndex, _ side: Side, within namespace: NameID) -> RuleBoxes {
        var result = boxes(of: rule, in: index, side)
        guard namespace != NameTable.empty else { return result }
        let namespaces = NameSet([translate(namespace, side)])
        for position in result.boxes.indices { result.boxes[position].namespaces = namespaces }
        result.paths = []
        return result
    }
}
