package import GitOpsManifest

/// How an exception excepts more than others.
package enum ExceptionLoosening: Sendable, Hashable {
    /// None has its name.
    case added
    /// It ends later than the one of its name.
    case prolonged(from: String)
    /// It names policies, rules or objects that the one of its name does not.
    case widened
    /// What stood there was none, and could not mean as much.
    case mended
}

extension PolicyException {
    /// How the exception excepts more than any of a set does; `nil` when one of them excepts as much for as long, whatever its
    /// name is. Complexity: O(exceptions).
    package func loosening(of others: [PolicyException]) -> ExceptionLoosening? {
        let covering = others.filter(covers(by:))
        if covering.contains(where: { $0.end >= end }) { return nil }
        guard let former = others.first(where: { $0.manifest.id == manifest.id }) else { return .added }
        return covers(by: former) ? .prolonged(from: former.expires) : .widened
    }

    /// Whether the exception excepts no more than a text could mean that was to be one, and is none because something is wrong
    /// with it: each policy, rule and object stands there as it is written, or less narrow, and its end is no later. What the
    /// text has beside these may narrow it, so that nothing of it may be gone.
    ///
    /// Complexity: O(policies and objects of both).
    package func isNoMore(than text: Manifest) -> Bool {
        guard let mine = manifest.root["spec"], let former = text.root["spec"],
            let last = former["expires"]?.string.flatMap(Self.end), end <= last
        else { return false }
        let hasAll = former.members.allSatisfy { mine[$0.key] != nil }
        return hasAll
            && ["policies", "rules", "resources"].allSatisfy { key in
                let known = former[key].map { Array($0.elements) } ?? []
                return (mine[key].map { Array($0.elements) } ?? []).allSatisfy { item in
                    known.contains { $0 == item || Self.isNarrower(item, than: $0) }
                }
            }
    }

    /// Whether an entry has all that another one asks of an object or rule.
    private static func isNarrower(_ item: Node, than other: Node) -> Bool {
        other.kind == .object && other.count > 0 && other.members.allSatisfy { item[$0.key] == $0.value }
    }

    /// What the exception excepts most by: its end or what it names.
    package func place(of loosening: ExceptionLoosening) -> SourcePosition? {
        let spec = manifest.root["spec"]
        let node =
            switch loosening {
            case .added: manifest.root["metadata"]?["name"]
            case .prolonged: spec?["expires"]
            case .widened, .mended: spec?["resources"] ?? spec?["policies"]
            }
        return node?.keyPosition ?? manifest.position
    }

    private func covers(by other: PolicyException) -> Bool {
        policies.allSatisfy { choice in
            other.policies.contains { former in
                former.name == choice.name && Self.isPart(choice.rules, of: former.rules)
            }
        }
            && rules.allSatisfy(other.rules.contains)
            && resources.allSatisfy { choice in
                other.resources.contains { former in
                    Self.isPart(choice.kinds, of: former.kinds) && Self.isPart(choice.namespaces, of: former.namespaces)
                        && Self.isPart(choice.names, of: former.names)
                        && former.labels.allSatisfy { label in
                            choice.labels.contains { $0.key.hasSameBytes(as: label.key) && $0.value == label.value }
                        }
                }
            }
    }

    /// Nothing named is everything.
    private static func isPart<Item: Equatable>(_ items: [Item], of others: [Item]) -> Bool {
        others.isEmpty || !items.isEmpty && items.allSatisfy(others.contains)
    }
}
