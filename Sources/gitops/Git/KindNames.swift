import GitOpsHistory
import GitOpsManifest
import GitOpsRBAC

/// The names that kinds have on the command line: as `kubectl` takes them.
struct KindNames {
    /// A kind with all of its names, in lower case.
    private struct Entry {
        let group: String
        let kind: String
        let names: Set<String>
    }

    private let entries: [Entry]

    /// The built-in kinds, those that a history's definitions declare, and any other kinds of its resources.
    init(_ resources: [ResourceID], definitions: [Manifest]) {
        var entries = KnownKind.all.map { known in
            Entry(
                group: known.group, kind: known.kind,
                names: Set(
                    [known.kind.lowercased(), known.resource]
                        + ResourceNames.shortNames(group: known.group, resource: known.resource)))
        }
        for definition in definitions {
            let spec = definition.root["spec"]
            guard let group = spec?["group"]?.string, let names = spec?["names"], let kind = names["kind"]?.string
            else { continue }
            let texts = [kind, names["plural"]?.string, names["singular"]?.string].compactMap { $0 }
            let short = names["shortNames"]?.elements.compactMap(\.string) ?? []
            entries.append(Entry(group: group, kind: kind, names: Set((texts + short).map { $0.lowercased() })))
        }
        var seen = Set(entries.map { [$0.group, $0.kind] })
        for id in resources where seen.insert([id.group, id.kind]).inserted {
            let name = id.kind.lowercased()
            entries.append(Entry(group: id.group, kind: id.kind, names: [name, Self.plural(name), name + "s"]))
        }
        self.entries = entries
    }

    /// What the API calls the resources of a kind where nobody says it.
    ///
    /// Source: `UnsafeGuessKindToResource` in `k8s.io/apimachinery/pkg/api/meta/restmapper.go`.
    private static func plural(_ name: String) -> String {
        switch name.last {
        case "s": name + "es"
        case "y": name.dropLast() + "ies"
        default: name + "s"
        }
    }

    /// The kinds that `KIND[.VERSION][.GROUP]` names; empty when there is none.
    func kinds(_ text: String) -> [(group: String, kind: String)] {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.first, !name.isEmpty else { return [] }
        let found = entries.filter { $0.names.contains(name.lowercased()) }
        guard parts.count > 1 else { return found.map { ($0.group, $0.kind) } }
        let rest = parts[1].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let groups = [parts[1], Self.isVersion(rest[0]) ? (rest.count > 1 ? rest[1] : "") : parts[1]]
        return found.filter { entry in groups.contains { $0.hasSameBytes(as: entry.group) } }
            .map { ($0.group, $0.kind) }
    }

    /// `v1`, `v2beta1`.
    private static func isVersion(_ text: String) -> Bool {
        text.utf8.first == UInt8(ascii: "v") && (text.utf8.dropFirst().first.map { $0 >= 0x30 && $0 <= 0x39 } ?? false)
    }

    /// The name of a kind that somebody may have meant.
    func nearest(to text: String) -> String? {
        let name = text.split(separator: ".", maxSplits: 1).first.map(String.init) ?? text
        return NearestName.of(name.lowercased(), among: entries.flatMap { $0.names.sorted() })
    }
}
