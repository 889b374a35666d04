import GitOpsManifest

/// Different requests, counted.
struct AuditTally: Sendable {
    /// A request, by the numbers of its names.
    struct Key: Hashable {
        var user: NameID
        var verb: NameID
        var isResource: Bool
        var group = NameTable.empty
        /// The resource, or the path.
        var resource: NameID
        var subresource = NameTable.empty
        var namespace = NameTable.empty
        var name = NameTable.empty
    }

    private struct Membership: Hashable {
        let user: NameID
        let group: NameID
    }

    var names = NameTable()
    private var requests: [Key: (count: Int, first: AuditPlace)] = [:]
    private var memberships: Set<Membership> = []

    var count: Int { requests.count }

    /// Counts a request that is known.
    ///
    /// - Returns: whether it is.
    mutating func countAgain(_ key: Key) -> Bool { (requests[key]?.count += 1) != nil }

    mutating func insert(_ key: Key, first: AuditPlace) { requests[key] = (1, first) }

    mutating func add(group: NameID, of user: NameID) { memberships.insert(Membership(user: user, group: group)) }

    /// Adds what came later.
    ///
    /// - Returns: where the first request stands that there was no room for.
    mutating func merge(_ other: AuditTally, limit: Int) -> AuditPlace? {
        var numbers: [NameID] = []
        numbers.reserveCapacity(other.names.count)
        for id in 0..<other.names.count {
            numbers.append(other.names.withBytes(of: NameID(truncatingIfNeeded: id)) { names.intern($0) })
        }
        for membership in other.memberships {
            add(group: numbers[Int(membership.group)], of: numbers[Int(membership.user)])
        }
        var refused: AuditPlace?
        // Which requests are kept must not depend on the order of a dictionary.
        let isTight = requests.count + other.requests.count > limit
        let added = isTight ? other.requests.sorted { $0.value.first < $1.value.first } : Array(other.requests)
        for (key, value) in added {
            let own = Key(
                user: numbers[Int(key.user)], verb: numbers[Int(key.verb)], isResource: key.isResource,
                group: numbers[Int(key.group)], resource: numbers[Int(key.resource)],
                subresource: numbers[Int(key.subresource)], namespace: numbers[Int(key.namespace)],
                name: numbers[Int(key.name)])
            if (requests[own]?.count += value.count) != nil { continue }
            if requests.count < limit { requests[own] = value } else { refused = refused ?? value.first }
        }
        return refused
    }

    // MARK: Answers

    var subjects: [Subject] { Set(requests.keys.map(\.user)).map { .user(names[$0]) }.sorted() }

    func groups(of subject: Subject) -> [String] {
        let user = names.find(subject.username)
        return memberships.filter { $0.user == user }.map { names[$0.group] }.sorted { $0.precedesByBytes($1) }
    }

    func uses(_ isWanted: (Subject) -> Bool) -> [ObservedUse] {
        var subjects: [NameID: Subject?] = [:]
        var uses: [ObservedUse] = []
        for (key, value) in requests {
            let subject: Subject?
            if let known = subjects[key.user] {
                subject = known
            } else {
                let found = Subject.user(names[key.user])
                subject = isWanted(found) ? found : nil
                subjects[key.user] = .some(subject)
            }
            guard let subject else { continue }
            uses.append(
                ObservedUse(subject: subject, attributes: attributes(key), count: value.count, first: value.first))
        }
        return uses.sorted(by: ObservedUse.precedes)
    }

    private func attributes(_ key: Key) -> SubjectAccessReview.Attributes {
        guard key.isResource else {
            return .nonResource(NonResourceAttributes(verb: names[key.verb], path: names[key.resource]))
        }
        return .resource(
            ResourceAttributes(
                verb: names[key.verb], group: names[key.group], resource: names[key.resource],
                subresource: names[key.subresource], namespace: names[key.namespace], name: names[key.name]))
    }
}
