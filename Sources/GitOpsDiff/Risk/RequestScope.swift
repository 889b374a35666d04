import GitOpsManifest

/// Which requests the rules of webhooks and admission policies are about.
///
/// Source: `RuleWithOperations` and `NamedRuleWithOperations` of `k8s.io/api/admissionregistration/v1`, and the matching of
/// `k8s.io/apiserver/pkg/admission/plugin/webhook/predicates/rules`.
enum RequestScope {
    /// Whether new rules leave out requests that old ones are about. No rules are about everything.
    static func leavesOut(_ old: Node?, _ new: Node?) -> Bool {
        guard let new, new.count > 0 else { return false }
        guard let old, old.count > 0 else { return true }
        let after = new.elements.map(Rule.init)
        return old.elements.contains { node in !Rule(node).isCovered(by: after) }
    }

    /// Whether new rules are about requests that old ones are not about. No rules are about nothing.
    static func takesIn(_ old: Node?, _ new: Node?) -> Bool {
        guard let new, new.count > 0 else { return false }
        let before = old?.elements.map(Rule.init) ?? []
        return new.elements.contains { node in !Rule(node).isCovered(by: before) }
    }

    private struct Rule: Equatable {
        private var operations: Set<String>
        private var groups: Set<String>
        private var versions: Set<String>
        private var resources: Set<String>
        private var names: Set<String>
        private let scope: String

        init(_ node: Node) {
            func texts(_ name: String) -> Set<String> { Set(node[name]?.elements.compactMap(\.string) ?? []) }
            (operations, groups, versions) = (texts("operations"), texts("apiGroups"), texts("apiVersions"))
            (resources, names) = (texts("resources"), texts("resourceNames"))
            scope = node["scope"]?.string ?? "*"
        }

        private func covers(_ other: Rule) -> Bool {
            func covers(_ own: Set<String>, _ other: Set<String>) -> Bool {
                own.contains("*") || other.isSubset(of: own)
            }
            return covers(operations, other.operations) && covers(groups, other.groups)
                && covers(versions, other.versions) && other.resources.allSatisfy(coversResource)
                && (names.isEmpty || !other.names.isEmpty && other.names.isSubset(of: names))
                && (scope == "*" || scope == other.scope)
        }

        private func coversResource(_ resource: String) -> Bool {
            if resources.contains(resource) || resources.contains("*/*") { return true }
            guard let slash = resource.firstIndex(of: "/") else { return resources.contains("*") }
            return resources.contains("*" + resource[slash...]) || resources.contains(resource[..<slash] + "/*")
        }

        /// Whether several rules are about all that this one is about.
        func isCovered(by rules: [Rule]) -> Bool {
            if rules.contains(where: { $0.covers(self) }) { return true }
            let parts = [operations, groups, versions, resources].map(\.count)
            let count = parts.reduce(1) { $0.multipliedReportingOverflow(by: $1).overflow ? .max : $0 * $1 }
            // A rule of thousands of combinations is taken for more than it is.
            guard count <= 10_000 else { return false }
            var part = self
            for operation in operations {
                part.operations = [operation]
                for group in groups {
                    part.groups = [group]
                    for version in versions {
                        part.versions = [version]
                        for resource in resources {
                            part.resources = [resource]
                            if !rules.contains(where: { $0.covers(part) }) { return false }
                        }
                    }
                }
            }
            return true
        }
    }
}

/// What label selectors choose.
enum SelectorScope {
    /// Whether a new selector leaves out labels that the old one chooses. Without a selector everything is chosen.
    static func leavesOut(_ old: Node?, _ new: Node?) -> Bool {
        let before = Requirements(old)
        return !Requirements(new).all.allSatisfy(before.imply)
    }

    /// Whether a selector chooses labels. An operator that nobody knows chooses nothing.
    static func chooses(_ selector: Node?, _ labels: Node?) -> Bool {
        Requirements(selector).all.allSatisfy { $0.holds(labels?[$0.key]?.string) }
    }

    private struct Requirement {
        let key: String
        let test: String
        let values: Set<String>

        func holds(_ value: String?) -> Bool {
            switch test {
            case "In": value.map(values.contains) ?? false
            case "NotIn": !(value.map(values.contains) ?? false)
            case "Exists": value != nil
            case "DoesNotExist": value == nil
            default: false
            }
        }
    }

    private struct Requirements {
        let all: [Requirement]

        init(_ selector: Node?) {
            let labels = selector?["matchLabels"]?.members.map { name, value in
                Requirement(key: name, test: "In", values: [value.string ?? ""])
            }
            let expressions = selector?["matchExpressions"]?.elements.map { node in
                Requirement(
                    key: node["key"]?.string ?? "", test: node["operator"]?.string ?? "",
                    values: Set(node["values"]?.elements.compactMap(\.string) ?? []))
            }
            all = (labels ?? []) + (expressions ?? [])
        }

        /// Whether everything that these choose satisfies another requirement.
        func imply(_ other: Requirement) -> Bool {
            let own = all.filter { $0.key == other.key }
            switch other.test {
            case "In": return own.contains { $0.test == "In" && $0.values.isSubset(of: other.values) }
            case "Exists": return own.contains { $0.test == "In" || $0.test == "Exists" }
            case "DoesNotExist": return own.contains { $0.test == "DoesNotExist" }
            case "NotIn":
                let isApart = own.contains {
                    $0.test == "DoesNotExist" || $0.test == "In" && $0.values.isDisjoint(with: other.values)
                }
                let excluded = own.filter { $0.test == "NotIn" }.reduce(into: Set()) { $0.formUnion($1.values) }
                return isApart || other.values.isSubset(of: excluded)
            default: return own.contains { $0.test == other.test && $0.values == other.values }
            }
        }
    }
}
