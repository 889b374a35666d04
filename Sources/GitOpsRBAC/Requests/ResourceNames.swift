import GitOpsManifest

/// The names of resources and verbs, as people write them.
///
/// Resources are those of built-in kinds, of the CustomResourceDefinitions of a set, and those that exist for
/// authorization alone (`users`, `signers.certificates.k8s.io`). A name that rules of the set use counts as well, so
/// that what a cluster has from elsewhere can be asked about.
///
/// ```swift
/// let names = ResourceNames(model)
/// try names.resource("deploy/scale")        // deployments.apps, scale
/// try names.resource("deployments.v1.apps")  // deployments.apps
/// ```
///
/// Sources: `ParseResourceArg` in `k8s.io/apimachinery/pkg/runtime/schema/group_version.go`,
/// `pkg/api/meta/restmapper.go` of the same module, and `resourceFor` in `k8s.io/kubectl/pkg/cmd/auth/cani.go`.
public struct ResourceNames: Sendable {
    struct Entry: Sendable {
        let group: String
        let resource: String
        /// What else it is called, in lowercase.
        let others: [String]

        init(group: String, resource: String, others: [String] = []) {
            self.group = group
            self.resource = resource
            self.others = others
        }

        func isCalled(_ name: String) -> Bool {
            resource.hasSameBytes(as: name) || others.contains { $0.hasSameBytes(as: name) }
        }

        var text: String { group.isEmpty ? resource : "\(resource).\(group)" }
    }

    /// Resources with objects.
    private let entries: [Entry]
    private let index: AccessIndex?

    /// The names of built-in resources alone.
    public init() {
        entries = Self.builtIn
        index = nil
    }

    /// The names of built-in resources, and of those that a model's set defines or that its rules name.
    public init(_ model: AccessModel) {
        entries = Self.builtIn + model.index.definitions.compactMap { Self.entry(model.index.manifests[Int($0)].root) }
        index = model.index
    }

    private static let builtIn = KnownKind.all.map { kind in
        Entry(
            group: kind.group, resource: kind.resource,
            others: [kind.kind.lowercased()] + shortNames(group: kind.group, resource: kind.resource))
    }

    private static func entry(_ definition: Node) -> Entry? {
        let spec = definition["spec"]
        let names = spec?["names"]
        guard let group = spec?["group"]?.string, let plural = names?["plural"]?.string else { return nil }
        let others = [names?["kind"]?.string, names?["singular"]?.string].compactMap { $0?.lowercased() }
        let short = names?["shortNames"]?.elements.compactMap(\.string) ?? []
        return Entry(group: group, resource: plural, others: others + short)
    }
}

// MARK: Resources

extension ResourceNames {
    /// Reads `RESOURCE[.VERSION][.GROUP][/SUBRESOURCE]`.
    ///
    /// Without a group it is the one that has the resource, the core group first, as `kubectl` finds it. A kind (`pod`,
    /// `Deployment`) and a short name (`po`, `deploy`) stand for their resource; a group may be written by what it
    /// begins with where that is enough to tell it (`roles.rbac`), and the core group is called `core`, as rules are
    /// printed (`secrets.core`, `*.core`). A resource of a group of which nothing is known is taken as it
    /// is written, for the definition may be elsewhere. Versions take no part in access and are left out; `*` stays
    /// what it is.
    ///
    /// Complexity: O(resources), and O(rules) for a name that no kind has.
    public func resource(_ text: String) throws(RequestNameError) -> AccessMatrix.Resource {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard !parts[0].isEmpty, parts[0].first != ".", parts.count == 1 || !parts[1].isEmpty else {
            throw .malformedResource(text)
        }
        let found = try entry(parts[0], text)
        let subresource = parts.count > 1 ? parts[1] : ""
        try checkSubresource(subresource, found, text)
        return .init(group: found.group, resource: found.resource, subresource: subresource)
    }

    private func entry(_ text: String, _ whole: String) throws(RequestNameError) -> Entry {
        if text == "*" { return Entry(group: "*", resource: "*") }
        // Names of resources and groups are in lowercase.
        let names = text.lowercased().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(names[0])
        guard names.count > 1 else { return try entry(named: name, whole) }
        let parts = names[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let group = Self.isVersion(parts[0]) ? parts.count > 1 ? parts[1] : "" : names[1]
        return try entry(named: name, group: group == "core" ? "" : String(group), whole)
    }

    private func entry(named name: String, _ whole: String) throws(RequestNameError) -> Entry {
        let found = entries.filter { $0.isCalled(name) }
        if let core = found.first(where: \.group.isEmpty) { return core }
        let named = found.isEmpty ? (Self.forAuthorization + entriesOfRules(name)).filter { $0.isCalled(name) } : found
        if let core = named.first(where: \.group.isEmpty) { return core }
        let groups = Set(named.map(\.group)).sorted { $0.precedesByBytes($1) }
        guard let first = named.first else { throw .unknownResource(whole, nearest: nearest(name)) }
        guard groups.count == 1 else {
            throw .severalGroups(whole, choices: groups.map { "\(first.resource).\($0)" })
        }
        return first
    }

    private func entry(named name: String, group: String, _ whole: String) throws(RequestNameError) -> Entry {
        if name == "*" || group == "*" { return Entry(group: group, resource: name) }
        let named = (entries + Self.forAuthorization).filter { $0.isCalled(name) }
        if let exact = named.first(where: { $0.group.hasSameBytes(as: group) }) { return exact }
        if entriesOfRules(name).contains(where: { $0.group.hasSameBytes(as: group) }) {
            return Entry(group: group, resource: name)
        }
        let begun = named.filter { !group.isEmpty && $0.group.hasPrefix(group) }
        if begun.count == 1 { return begun[0] }
        let ofGroup = entries.filter { $0.group.hasSameBytes(as: group) }
        guard ofGroup.isEmpty else {
            throw .unknownResource(
                whole,
                nearest: NearestName.of(name, among: ofGroup.map(\.resource)).map {
                    Entry(group: group, resource: $0).text
                })
        }
        if let near = NearestName.of(group, among: Set(named.map(\.group)).sorted()) {
            throw .unknownResource(whole, nearest: named.first { $0.group.hasSameBytes(as: near) }?.text)
        }
        return Entry(group: group, resource: name)
    }

    /// Whether a kind, built in or defined by the set, or a rule has an API group; `*` stands for all of them.
    ///
    /// Complexity: O(resources + rules).
    public func knows(group: String) -> Bool {
        if group.isEmpty || group == "*" { return true }
        if (entries + Self.forAuthorization).contains(where: { $0.group.hasSameBytes(as: group) }) { return true }
        guard let index else { return false }
        let number = index.names.find(group)
        return index.rules.contains { index.lists[$0.groups.range].contains(number) }
    }

    /// Whether a resource is known to have a subresource: a built-in one of its own, `status`, `scale` and `finalizers`
    /// of any other, or what a rule of the set names so.
    ///
    /// Complexity: O(rules).
    public func knows(subresource: String, of resource: AccessMatrix.Resource) -> Bool {
        if resource.resource == "*" || subresource == "*" || subresource == "finalizers" { return true }
        let isBuiltIn = KnownKind.find(group: resource.group, resource: resource.resource) != nil
        func isMeant(_ group: String, _ name: String) -> Bool {
            resource.group.hasSameBytes(as: group) && resource.resource.hasSameBytes(as: name)
        }
        if subresource == "status" {
            let isWithout = Self.withoutStatus.contains { isMeant($0.group, $0.resource) }
            if !isBuiltIn || !isWithout { return true }
        }
        if subresource == "scale", !isBuiltIn { return true }
        let own = Self.subresourcesOfResources.first { isMeant($0.group, $0.resource) }?.subresources ?? []
        if own.contains(where: { $0.hasSameBytes(as: subresource) }) { return true }
        guard let index else { return false }
        let written = index.names.find("\(resource.resource)/\(subresource)")
        return index.rules.contains { index.lists[$0.resources.range].contains(written) }
    }

    /// The API groups of kinds and rules. Complexity: O(resources + rules).
    var groups: [String] {
        var found = Set((entries + Self.forAuthorization).map { ExactText($0.group) })
        if let index {
            let numbers = Set(index.rules.flatMap { index.lists[$0.groups.range] })
            found.formUnion(numbers.map { ExactText(index.names[$0]) })
        }
        return found.map(\.text)
    }

    /// The namespaces of the model's set. Complexity: O(objects + subjects).
    var namespaces: [String] { index?.knownNamespaces.map(\.text) ?? [] }

    private func nearest(_ name: String) -> String? {
        let near =
            NearestName.of(name, among: entries.map(\.resource))
            ?? NearestName.of(name, among: entries.flatMap { $0.others.filter { $0.utf8.count > 3 } })
        return near.flatMap { near in entries.first { $0.isCalled(near) }?.text }
    }

    /// What rules call so, each group once.
    private func entriesOfRules(_ name: String) -> [Entry] {
        guard let index else { return [] }
        let number = index.names.find(name)
        var groups: Set<NameID> = []
        for rule in index.rules where index.lists[rule.resources.range].contains(number) {
            groups.formUnion(index.lists[rule.groups.range])
        }
        return groups.sorted().filter { $0 != NameTable.star }.map { Entry(group: index.names[$0], resource: name) }
    }

    /// A subresource that resembles a known one of a built-in resource is a slip; any other may be one of a later
    /// version.
    private func checkSubresource(_ subresource: String, _ entry: Entry, _ whole: String) throws(RequestNameError) {
        guard !subresource.isEmpty, KnownKind.find(group: entry.group, resource: entry.resource) != nil,
            !Self.subresources.contains(where: { $0.hasSameBytes(as: subresource) }),
            let nearest = NearestName.of(subresource, among: Self.subresources)
        else { return }
        throw .unknownResource(whole, nearest: "\(entry.text)/\(nearest)")
    }

    /// The subresource of a built-in resource that a name resembles, when it is none itself: `exec` for `exce` of pods.
    package func nearestSubresource(to name: String, of resource: AccessMatrix.Resource) -> String? {
        guard KnownKind.find(group: resource.group, resource: resource.resource) != nil else { return nil }
        let known = Self.subresources.filter { $0 != "*" && knows(subresource: $0, of: resource) }
        return known.contains { $0.hasSameBytes(as: name) } ? nil : NearestName.of(name, among: known)
    }

    /// Source: `CompareKubeAwareVersionStrings` in `k8s.io/apimachinery/pkg/version/helpers.go`.
    private static func isVersion(_ text: Substring) -> Bool {
        guard text.utf8.first == UInt8(ascii: "v") else { return false }
        let rest = text.utf8.dropFirst().drop(while: isDigit)
        guard rest.count < text.utf8.count - 1 else { return false }
        let stage = Substring(rest)
        guard let word = ["alpha", "beta"].first(where: { stage.hasPrefix($0) }) else { return rest.isEmpty }
        let number = rest.dropFirst(word.utf8.count)
        return !number.isEmpty && number.allSatisfy(isDigit)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

// MARK: Verbs

extension ResourceNames {
    /// Checks a verb: one that an API of Kubernetes asks for, that rules of the set name, or that has the form of a
    /// verb for a check of its own (`impersonate-on:user-info:get`).
    ///
    /// Verbs are compared as they are written, so that `GET` is none. Complexity: O(verbs), and O(rules) for one that
    /// is not known.
    public func checkVerb(_ verb: String) throws(RequestNameError) {
        if KnownVerbs.isKnown(verb.utf8) { return }
        if let index {
            let number = index.names.find(verb)
            if index.rules.contains(where: { index.lists[$0.verbs.range].contains(number) }) { return }
        }
        throw .unknownVerb(verb, nearest: NearestName.of(verb, among: KnownVerbs.all.dropFirst()))
    }
}
