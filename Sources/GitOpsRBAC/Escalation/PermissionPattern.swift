import GitOpsManifest

/// A permission that an edge asks for, as text: `VERB[|VERB] RESOURCE[,RESOURCE][NAMES] [SCOPE]`.
///
/// A resource is `pods`, `pods/exec`, `roles.rbac.authorization.k8s.io` or `RESOURCE.GROUP/SUBRESOURCE`; any of the
/// verbs on any of the resources will do. `NAMES` says what a rule with `resourceNames` is good for: nothing given, any
/// name will do; `!` the rule must not be restricted; `[a,b]` one of these names must be allowed; `[?]` any name, and
/// the gain depends on it. `SCOPE` is `@*` for the cluster, `@NAMESPACE` for one namespace; without it the permission
/// is asked for in the edge's namespace.
struct PermissionPattern: Hashable {
    enum Names: Hashable {
        case any
        case unrestricted
        case oneOf([String])
        case captured
    }

    enum Scope: Hashable {
        case here
        case cluster
        case namespace(String)
    }

    struct Resource: Hashable {
        var group: String
        /// With its subresource, as rules write it.
        var name: String

        var isSubresource: Bool { name.utf8.contains(UInt8(ascii: "/")) }
    }

    var verbs: [String]
    var resources: [Resource]
    var names = Names.any
    var scope = Scope.here

    init(_ text: String) {
        var words = text.split(separator: " ").map(String.init)
        if words.count > 2, let last = words.last, last.hasPrefix("@") {
            scope = last == "@*" ? .cluster : .namespace(String(last.dropFirst()))
            words.removeLast()
        }
        verbs = words.first.map { $0.split(separator: "|").map(String.init) } ?? []
        var listed = words.count > 1 ? words[1] : ""
        if listed.hasSuffix("!") {
            names = .unrestricted
            listed.removeLast()
        } else if let bracket = listed.firstIndex(of: "["), listed.hasSuffix("]") {
            let inside = String(listed[listed.index(after: bracket)...].dropLast())
            names = inside == "?" ? .captured : .oneOf(inside.split(separator: ",").map(String.init))
            listed = String(listed[..<bracket])
        }
        resources = listed.split(separator: ",").map(Self.resource)
    }

    /// A pattern for people: `create|update pods in the whole cluster`.
    static func words(_ text: String) -> String {
        text.split(separator: " ").map { word -> String in
            if word == "@*" { return "in the whole cluster" }
            if word.hasPrefix("@") { return "in \(word.dropFirst())" }
            if word.hasSuffix("!") { return "\(word.dropLast()) of any name" }
            if word.hasSuffix("[?]") { return String(word.dropLast(3)) }
            return String(word)
        }.joined(separator: " ")
    }

    /// Whether it is for namespaces as objects: such a request is authorised inside the namespace that it names.
    ///
    /// Source: `staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go`.
    var isNamespaceObject: Bool {
        scope == .here && !resources.isEmpty
            && resources.allSatisfy { $0.group == "" && ($0.name == "namespaces" || $0.name.hasPrefix("namespaces/")) }
    }

    /// Where it is for any request in the name of somebody else, `impersonate-on:MODE:*`, the verb without its star.
    var constraint: String? {
        guard verbs.count == 1, let verb = verbs.first, verb.hasPrefix("impersonate-on:"), verb.hasSuffix(":*") else {
            return nil
        }
        return String(verb.dropLast())
    }

    /// Adds what rules have to name to fulfil it.
    func intern(into table: inout NameTable) {
        for verb in verbs { table.intern(verb) }
        for resource in resources {
            table.intern(resource.group)
            table.intern(resource.name)
        }
        if case .oneOf(let texts) = names { for text in texts { table.intern(text) } }
    }

    /// Those of its verbs that the server asks for without a name: `create` and `deletecollection`, `list` and `watch`
    /// of a whole collection, and `escalate` when what is written is created. A `create` whose gain depends on the name
    /// is one with a name.
    ///
    /// Source: `requestinfo.go` as above; `RoleEscalationAuthorized` in `pkg/registry/rbac/escalation_check.go`;
    /// `pkg/controller/certificates/approver/sarapprove.go`, whose reviews name no request.
    var namelessVerbs: [String] {
        let isOfObjects = resources.contains { !$0.isSubresource || $0.name == "certificatesigningrequests/nodeclient" }
        guard isOfObjects else { return [] }
        return verbs.filter { verb in
            switch verb.split(separator: ":").last ?? "" {
            case "list", "watch", "deletecollection": true
            case "create": names != .captured
            case "escalate": names == .unrestricted
            default: false
            }
        }
    }

    private static func resource(_ text: Substring) -> Resource {
        let halves = text.split(separator: "/", maxSplits: 1)
        let parts = halves[0].split(separator: ".", maxSplits: 1)
        let subresource = halves.count > 1 ? "/\(halves[1])" : ""
        return Resource(group: parts.count > 1 ? String(parts[1]) : "", name: "\(parts[0])\(subresource)")
    }
}

/// The patterns of all edges, each once; their numbers are used instead of the patterns.
struct PatternTable {
    private(set) var patterns: [PermissionPattern] = []
    private(set) var texts: [String] = []
    private var numbers: [PermissionPattern: UInt8] = [:]

    mutating func number(of text: String) -> UInt8 {
        let pattern = PermissionPattern(text)
        if let known = numbers[pattern] { return known }
        // The table of edges is this package's own: one that outgrows the sets ends every test.
        precondition(patterns.count < PatternSet.capacity, "too many patterns for a PatternSet")
        let number = UInt8(truncatingIfNeeded: patterns.count)
        patterns.append(pattern)
        texts.append(text)
        numbers[pattern] = number
        return number
    }
}

/// A set of patterns as bits.
struct PatternSet: BitwiseCopyable, Hashable {
    private var low: UInt64 = 0
    private var middle: UInt64 = 0
    private var high: UInt64 = 0
    private var highest: UInt64 = 0

    /// The most patterns that there can be: as many as there are numbers.
    static let capacity = 256

    var isEmpty: Bool { low | middle | high | highest == 0 }

    mutating func insert(_ number: UInt8) {
        switch number >> 6 {
        case 0: low |= 1 << UInt64(number & 63)
        case 1: middle |= 1 << UInt64(number & 63)
        case 2: high |= 1 << UInt64(number & 63)
        default: highest |= 1 << UInt64(number & 63)
        }
    }

    mutating func formUnion(_ other: PatternSet) {
        low |= other.low
        middle |= other.middle
        high |= other.high
        highest |= other.highest
    }

    mutating func formIntersection(_ other: PatternSet) {
        low &= other.low
        middle &= other.middle
        high &= other.high
        highest &= other.highest
    }

    /// The lowest number in the set, taken out of it.
    mutating func popFirst() -> UInt8? {
        if low != 0 { return Self.pop(&low, 0) }
        if middle != 0 { return Self.pop(&middle, 64) }
        if high != 0 { return Self.pop(&high, 128) }
        return highest != 0 ? Self.pop(&highest, 192) : nil
    }

    private static func pop(_ word: inout UInt64, _ base: UInt8) -> UInt8 {
        let bit = UInt8(truncatingIfNeeded: word.trailingZeroBitCount)
        word &= word - 1
        return base + bit
    }
}
