/// A line that may be removed, by its number.
enum CutLine: Hashable, Comparable {
    /// A subject's position in `boundSubjects`.
    case subject(UInt32)
    case rule(UInt32)
    /// A binding with all its subjects.
    case binding(UInt32)

    var isBinding: Bool { if case .binding = self { true } else { false } }
}

/// Lines that a search takes for removed.
struct RemovedLines {
    /// Positions in `boundSubjects`.
    private(set) var subjects: Set<UInt32> = []
    /// Numbers of rules.
    private(set) var rules: Set<UInt32> = []
    /// Numbers of bindings.
    private(set) var bindings: Set<UInt32> = []

    init(_ lines: some Sequence<CutLine> = []) {
        for line in lines {
            switch line {
            case .subject(let position): subjects.insert(position)
            case .rule(let number): rules.insert(number)
            case .binding(let number): bindings.insert(number)
            }
        }
    }

    var isEmpty: Bool { subjects.isEmpty && rules.isEmpty && bindings.isEmpty }

    func contains(_ line: HeldLine) -> Bool {
        subjects.contains(line.boundSubject) || bindings.contains(line.binding)
    }

    func contains(grant: GrantRecord?, rule: UInt32) -> Bool {
        rules.contains(rule) || (grant.map { contains(HeldLine($0)) } ?? false)
    }
}

extension AccessIndex {
    /// Whether a rule is written in the set.
    func isOwn(rule number: UInt32) -> Bool { roles[Int(rules[Int(number)].role)].manifest >= bootstrapCount }
}

extension EscalationSearch {
    /// The lines of the set's own manifests that a fact depends on.
    func removableLines(of fact: UInt32) -> [CutLine] {
        var lines: Set<CutLine> = []
        for step in closure(of: fact) {
            for premise in premises[facts[Int(step)].premises.range] where facts[Int(premise)].kind == .permission {
                let permission = facts[Int(premise)]
                if permission.grant != .max {
                    insert(HeldLine(graph.index.grants.all[Int(permission.grant)]), into: &lines)
                }
                insert(rule: permission.rule, into: &lines)
            }
            for used in usedLines[step] ?? [] {
                insert(used.line, into: &lines)
                if used.rule != .max { insert(rule: used.rule, into: &lines) }
            }
            if let binding = extendedBinding(of: facts[Int(step)]) { insert(binding: binding, into: &lines) }
        }
        return lines.sorted()
    }

    private func insert(_ line: HeldLine, into lines: inout Set<CutLine>) {
        guard insert(binding: line.binding, into: &lines) else { return }
        lines.insert(.subject(line.boundSubject))
    }

    @discardableResult
    private func insert(binding number: UInt32, into lines: inout Set<CutLine>) -> Bool {
        guard graph.index.bindings[Int(number)].manifest >= graph.index.bootstrapCount else { return false }
        lines.insert(.binding(number))
        return true
    }

    /// A rule can go where all go that take its place without it.
    private func insert(rule number: UInt32, into lines: inout Set<CutLine>) {
        let index = graph.index
        let copies = index.copiesOfRules[number] ?? []
        if copies.union([number]).allSatisfy({ index.isOwn(rule: $0) }) { lines.insert(.rule(number)) }
    }
}
