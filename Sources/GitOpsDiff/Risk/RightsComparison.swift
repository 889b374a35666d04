import GitOpsManifest

/// Whether the rules of a role grant something that other rules do not.
///
/// Rules may be split, merged and reordered without granting more: what counts is each combination of group, resource,
/// name and verb. Source: `k8s.io/component-helpers/auth/rbac/validation/policy_comparator.go`, `Covers`.
enum RightsComparison {
    static func grantsMore(_ old: Node?, _ new: Node?) -> Bool {
        let before = old?.elements.map(Rights.init) ?? []
        let after = new?.elements.map(Rights.init) ?? []
        return after.contains { rights in
            !before.contains { $0.covers(rights) } && !rights.isCovered(byAny: before)
        }
    }

    private struct Rights {
        var groups: Set<String>
        var resources: Set<String>
        var names: Set<String>
        var urls: Set<String>
        var verbs: Set<String>

        init(_ rule: Node) {
            func texts(_ name: String) -> Set<String> { Set(rule[name]?.elements.compactMap(\.string) ?? []) }
            (groups, resources, names) = (texts("apiGroups"), texts("resources"), texts("resourceNames"))
            (urls, verbs) = (texts("nonResourceURLs"), texts("verbs"))
        }

        /// Whether one rule grants all of another.
        func covers(_ other: Rights) -> Bool {
            guard Self.covers(verbs, other.verbs) else { return false }
            let coversResources =
                other.resources.isEmpty
                || Self.covers(groups, other.groups) && other.resources.allSatisfy(coversResource)
                    && (names.isEmpty || !other.names.isEmpty && other.names.isSubset(of: names))
            return coversResources && other.urls.allSatisfy(coversURL)
        }

        private static func covers(_ own: Set<String>, _ other: Set<String>) -> Bool {
            own.contains("*") || other.isSubset(of: own)
        }

        private func coversResource(_ resource: String) -> Bool {
            if resources.contains("*") || resources.contains(resource) { return true }
            // `*/scale` stands for the subresource of every resource.
            guard let slash = resource.firstIndex(of: "/") else { return false }
            return resources.contains("*" + resource[slash...])
        }

        private func coversURL(_ url: String) -> Bool {
            urls.contains { $0 == "*" || $0 == url || $0.hasSuffix("*") && url.hasPrefix($0.dropLast()) }
        }

        /// Whether several rules together grant all of this one.
        func isCovered(byAny rules: [Rights]) -> Bool {
            let parts = max(groups.count, 1) * max(resources.count, 1) * max(names.count, 1) * max(urls.count, 1)
            // A rule of thousands of combinations is taken for more than it was.
            guard parts * max(verbs.count, 1) <= 10_000 else { return false }
            func each(_ texts: Set<String>) -> [Set<String>] { texts.isEmpty ? [[]] : texts.map { [$0] } }
            for verb in verbs {
                for url in urls {
                    let part = Rights(urls: [url], verb: verb)
                    guard rules.contains(where: { $0.covers(part) }) else { return false }
                }
                for group in groups {
                    for resource in resources {
                        for name in each(names) {
                            let part = Rights(groups: [group], resources: [resource], names: name, verb: verb)
                            guard rules.contains(where: { $0.covers(part) }) else { return false }
                        }
                    }
                }
            }
            return true
        }

        private init(
            groups: Set<String> = [], resources: Set<String> = [], names: Set<String> = [], urls: Set<String> = [],
            verb: String
        ) {
            (self.groups, self.resources, self.names, self.urls) = (groups, resources, names, urls)
            verbs = [verb]
        }
    }
}
