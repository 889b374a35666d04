/// An action with its names looked up, to be asked of many subjects.
///
/// Asking with it allocates nothing. It belongs to the model that made it.
public struct PreparedAction: Sendable {
    /// Rows that grant the action: the resource itself, its stars, each with the group and with `*`.
    var rows: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) = (.max, .max, .max, .max, .max, .max)
    var rowCount = 0
    var signature: UInt64 = 0
    var verbBlock = Entry.everyVerb - 1
    var verbBit: UInt64 = 0
    var verb = NameTable.unknown
    var group = NameTable.unknown
    /// Resource and subresource together.
    var combined = NameTable.unknown
    /// `*/subresource`.
    var anyWithSubresource = NameTable.unknown
    var name = NameTable.unknown
    var namespace = NameTable.unknown
    var isInNamespace = false
    /// The bit of the namespace in `SubjectSummary.namespaces`; none when no grant can be for it alone.
    var namespaceBit: UInt64 = 0
    var isResource = true
    /// The path of a request that is for no resource.
    var path = ""

    /// Whether some rule grants a row at all.
    @inline(__always)
    func row(_ index: Int) -> UInt32 {
        switch index {
        case 0: rows.0
        case 1: rows.1
        case 2: rows.2
        case 3: rows.3
        case 4: rows.4
        default: rows.5
        }
    }

    mutating func append(_ row: UInt32?) {
        guard let row else { return }
        switch rowCount {
        case 0: rows.0 = row
        case 1: rows.1 = row
        case 2: rows.2 = row
        case 3: rows.3 = row
        case 4: rows.4 = row
        default: rows.5 = row
        }
        rowCount += 1
        signature |= RoleCompiler.signature(row)
    }
}

/// A user and groups with their names looked up, to be asked about many actions. It belongs to the model that made it.
public struct PreparedSubject: Sendable {
    /// Those that some binding names.
    let subjects: [UInt32]
    /// Whether it is a member of `system:masters`, whom the API server allows everything.
    public let isSuperuser: Bool
}

extension AccessIndex {
    func prepare(_ attributes: SubjectAccessReview.Attributes) -> PreparedAction {
        switch attributes {
        case .resource(let attributes): prepare(attributes)
        case .nonResource(let attributes): prepare(attributes)
        }
    }

    private func prepare(_ attributes: ResourceAttributes) -> PreparedAction {
        var action = PreparedAction()
        setVerb(attributes.verb, of: &action)
        action.group = names.find(attributes.group)
        action.combined =
            attributes.subresource.isEmpty
            ? names.find(attributes.resource) : names.find(attributes.resource, "/", attributes.subresource)
        if !attributes.subresource.isEmpty { action.anyWithSubresource = names.find("*/", attributes.subresource, "") }
        action.name = names.find(attributes.name)
        action.isInNamespace = !attributes.namespace.isEmpty
        action.namespace = names.find(attributes.namespace)
        if action.isInNamespace, action.namespace != NameTable.unknown {
            action.namespaceBit = SubjectSummary.bit(of: action.namespace)
        }
        findRows(&action)
        return action
    }

    /// Source: `ResourceMatches` and `APIGroupMatches` in `pkg/apis/rbac/v1/evaluation_helpers.go`.
    private func findRows(_ action: inout PreparedAction) {
        let isNamedStar = action.combined == NameTable.star
        for group in [action.group, NameTable.star] {
            if group == NameTable.star, action.group == NameTable.star, action.rowCount > 0 { continue }
            action.append(rows.find(group, NameTable.star))
            if !isNamedStar { action.append(rows.find(group, action.combined)) }
            if action.anyWithSubresource != NameTable.unknown, action.anyWithSubresource != action.combined {
                action.append(rows.find(group, action.anyWithSubresource))
            }
        }
    }

    private func prepare(_ attributes: NonResourceAttributes) -> PreparedAction {
        var action = PreparedAction()
        setVerb(attributes.verb, of: &action)
        action.isResource = false
        action.path = attributes.path
        return action
    }

    private func setVerb(_ verb: String, of action: inout PreparedAction) {
        action.verb = names.find(verb)
        guard let number = verbs.find(action.verb) else { return }
        action.verbBlock = number >> 6
        action.verbBit = 1 << UInt64(number & 63)
    }

    func prepare(user: String, groups: [String]) -> PreparedSubject {
        var numbers: [UInt32] = []
        numbers.reserveCapacity(groups.count + 1)
        if let number = subjectNumbers.number(isGroup: false, names.find(user)) { numbers.append(number) }
        for group in groups {
            guard let number = subjectNumbers.number(isGroup: true, names.find(group)) else { continue }
            if !numbers.contains(number) { numbers.append(number) }
        }
        return PreparedSubject(
            subjects: numbers, isSuperuser: groups.contains { $0.utf8.elementsEqual("system:masters".utf8) })
    }
}
