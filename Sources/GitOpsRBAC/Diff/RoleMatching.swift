/// Which roles of two models are the same object, and whether the same rules are in force in both.
struct RoleMatching: Sendable {
    /// For each role the number of the other model's role of that name, `UInt32.max` where there is none.
    private var headOfBase: [UInt32]
    private var baseOfHead: [UInt32]
    private var isUnchangedInBase: [Bool]

    init(base: AccessIndex, head: AccessIndex, space: PermissionSpace) {
        headOfBase = Array(repeating: .max, count: base.roles.count)
        baseOfHead = Array(repeating: .max, count: head.roles.count)
        isUnchangedInBase = Array(repeating: false, count: base.roles.count)
        for (number, role) in base.roles.enumerated() where !base.roleNumbers.isReplaced[number] {
            let namespace = space.translate(role.namespace, .other)
            guard let other = head.roleNumbers.number(namespace, space.translate(role.name, .other)) else { continue }
            headOfBase[number] = other
            baseOfHead[Int(other)] = UInt32(truncatingIfNeeded: number)
            isUnchangedInBase[number] = Self.haveSameRules(base, number, head, Int(other), space)
        }
    }

    func counterpart(of role: UInt32, _ side: PermissionSpace.Side) -> UInt32? {
        let other = side == .own ? baseOfHead[Int(role)] : headOfBase[Int(role)]
        return other == .max ? nil : other
    }

    /// Whether a role of the base and one of the head are the same with the same rules.
    func isUnchanged(base: UInt32, head: UInt32) -> Bool {
        headOfBase[Int(base)] == head && isUnchangedInBase[Int(base)]
    }

    private static func haveSameRules(
        _ base: AccessIndex, _ number: Int, _ head: AccessIndex, _ other: Int, _ space: PermissionSpace
    ) -> Bool {
        let (own, others) = (base.rulesInForce(UInt32(number)), head.rulesInForce(UInt32(other)))
        guard own.count == others.count else { return false }
        return zip(own, others).allSatisfy { rule, otherRule in
            let (left, right) = (base.rules[Int(rule)], head.rules[Int(otherRule)])
            return [\RuleRecord.verbs, \.groups, \.resources, \.names, \.urls].allSatisfy { list in
                base.lists[left[keyPath: list].range].lazy.map { space.translate($0, .other) }
                    .elementsEqual(head.lists[right[keyPath: list].range])
            }
        }
    }
}

/// Which bindings of two models are the same object, and which of them grant something else.
struct BindingMatching: Sendable {
    private(set) var changedInBase: [UInt32] = []
    private(set) var changedInHead: [UInt32] = []
    private var headOfBase: [UInt32]
    private var baseOfHead: [UInt32]

    init(base: AccessIndex, head: AccessIndex, roles: RoleMatching, space: PermissionSpace) {
        headOfBase = Array(repeating: .max, count: base.bindings.count)
        baseOfHead = Array(repeating: .max, count: head.bindings.count)
        var pairs = PairTable()
        var numbers: [UInt32] = []
        for (number, binding) in head.bindings.enumerated() {
            let pair = Int(pairs.intern(binding.namespace, binding.name))
            // The last of bindings with the same name counts.
            if pair < numbers.count { numbers[pair] = UInt32(number) } else { numbers.append(UInt32(number)) }
        }
        for (number, binding) in base.bindings.enumerated() {
            let namespace = space.translate(binding.namespace, .other)
            guard let pair = pairs.find(namespace, space.translate(binding.name, .other)) else {
                changedInBase.append(UInt32(number))
                continue
            }
            let other = numbers[Int(pair)]
            headOfBase[number] = other
            if Self.grantSame(base, binding, head, head.bindings[Int(other)], roles, space) {
                baseOfHead[Int(other)] = UInt32(number)
            } else {
                changedInBase.append(UInt32(number))
                if baseOfHead[Int(other)] == .max { changedInHead.append(other) }
                baseOfHead[Int(other)] = UInt32(number)
            }
        }
        for (number, other) in baseOfHead.enumerated() where other == .max { changedInHead.append(UInt32(number)) }
    }

    func counterpart(of binding: UInt32, _ side: PermissionSpace.Side) -> UInt32? {
        let other = side == .own ? baseOfHead[Int(binding)] : headOfBase[Int(binding)]
        return other == .max ? nil : other
    }

    private static func grantSame(
        _ base: AccessIndex, _ binding: BindingRecord, _ head: AccessIndex, _ other: BindingRecord,
        _ roles: RoleMatching, _ space: PermissionSpace
    ) -> Bool {
        if binding.role == .max || other.role == .max { return binding.role == other.role }
        guard roles.isUnchanged(base: binding.role, head: other.role) else { return false }
        guard binding.subjects.count == other.subjects.count else { return false }
        return zip(binding.subjects.range, other.subjects.range).allSatisfy { left, right in
            let own = base.subjects[Int(base.boundSubjects[left].subject)]
            let others = head.subjects[Int(head.boundSubjects[right].subject)]
            return own.isGroup == others.isGroup && space.translate(own.name, .other) == others.name
        }
    }
}
